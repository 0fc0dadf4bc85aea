#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/task.hpp"
#include "net/http/message.hpp"

namespace net {

struct ClientRequest {
    std::string method = "GET";
    std::string url;
    std::vector<http::Header> headers;
    std::string body;  // sent once: a repeat by the library fails instead (the repeated-POST trap)
    core::Milliseconds connect_time_max{5'000};
    core::Milliseconds time_max{30'000};
    std::size_t response_bytes_max = 4 * 1024 * 1024;
};

struct ClientResponse {
    int status = 0;
    std::vector<http::Header> headers;
    std::string body;
};

// No answer came.
struct ClientFailure {
    // Whether the other side may have acted: `provably_not` when not one byte of the request left
    // (refused, DNS, TLS, forbidden address), `maybe` for everything after that.
    enum class Sent { provably_not, maybe };
    Sent sent = Sent::maybe;
    std::string reason;  // for the log; no secrets
};

using ClientOutcome = std::variant<ClientResponse, ClientFailure>;

// The seam for calls to the outside world. Resumes on the scheduler that awaits it.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    virtual core::Task<ClientOutcome> send(ClientRequest request) = 0;
};

}  // namespace net
