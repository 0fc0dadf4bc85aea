#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "net/http_client.hpp"
#include "net/loop.hpp"
#include "net/mail_client.hpp"

namespace net {

struct CurlOptions {
    // "host:port", or "host" for any port, that may lie on a private address: the simulator, a
    // gateway inside. All others must be public, judged by the address that is really connected to.
    std::vector<std::string> private_allowed;
    std::size_t connections_max = 128;
    std::string user_agent = "chasqui";
};

// "host:port" of a URL, the scheme's port where none is named; "" where it is no URL.
std::string authority_of(const std::string& url);

// The HTTP client on libcurl's multi interface, which lives on one loop (egress); send() may be
// awaited on any scheduler. http and https only, no redirects, no proxy of the environment, capped
// in bytes and time. A request's body is given once: where libcurl would repeat a POST on a fresh
// connection, it fails instead, and that counts as "maybe sent". Sends mail too: STARTTLS where the
// server offers it, and never a password without it but to this machine.
class CurlClient : public HttpClient, public MailClient {
public:
    struct Parts {
        Loop& loop;
        core::Metrics& metrics;
        core::Log log;
    };
    CurlClient(CurlOptions options, Parts parts);
    ~CurlClient() override;

    core::Task<ClientOutcome> send(ClientRequest request) override;
    core::Task<MailOutcome> send(Mail mail) override;
    // Ends what is under way as a failure. On the loop's thread, or after it has stopped.
    void stop();

private:
    class Multi;
    std::unique_ptr<Multi> multi_;
};

}  // namespace net
