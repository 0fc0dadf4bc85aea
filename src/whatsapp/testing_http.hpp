#pragma once

#include <coroutine>
#include <deque>
#include <string>

#include "net/http_client.hpp"

namespace whatsapp {

// An HTTP client that answers when the test says so, in any order.
class HeldHttpClient : public net::HttpClient {
public:
    core::Task<net::ClientOutcome> send(net::ClientRequest request) override;

    std::size_t count() const { return calls_.size(); }
    const net::ClientRequest& request(std::size_t call) const { return calls_[call].request; }
    // The text that a call sends.
    std::string text(std::size_t call) const;
    // The attempt id that it carries.
    std::string attempt(std::size_t call) const;

    // What runs on from here runs on the test's scheduler, at once.
    void answer(std::size_t call, net::ClientOutcome outcome);
    void accept(std::size_t call, const std::string& wamid);
    void refuse(std::size_t call, int code);
    void lose(std::size_t call, net::ClientFailure::Sent sent);

private:
    struct Call {
        net::ClientRequest request;
        std::optional<net::ClientOutcome> outcome;
        std::coroutine_handle<> waiting;
    };
    std::deque<Call> calls_;
};

}  // namespace whatsapp
