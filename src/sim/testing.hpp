#pragma once

#include <coroutine>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "core/testing.hpp"
#include "net/http_client.hpp"
#include "sim/simulator.hpp"

// The simulator on a clock that moves when told, and a business that takes its webhooks.
namespace sim {

// Whoever gets the webhooks: answers with `status` unless told otherwise, and keeps what came.
class FakeBusiness : public net::HttpClient {
public:
    int status = 200;                                                // 0: nobody answers
    std::function<int(const net::ClientRequest&)> answers;           // where set, it decides
    std::function<std::string(const net::ClientRequest&)> body_for;  // of an answer; unset: ""
    bool holds = false;  // requests wait until release()

    core::Task<net::ClientOutcome> send(net::ClientRequest request) override;
    void release();

    std::vector<net::ClientRequest> requests;
    std::size_t waiting() const { return held_.size(); }

    // Of the webhooks so far, in order: each entry of messages[] or statuses[].
    const std::vector<core::json::object>& messages() const { return messages_; }
    const std::vector<core::json::object>& statuses() const { return statuses_; }
    // "sent", "delivered", … of one message.
    std::vector<std::string> statuses_of(std::string_view wamid) const;
    core::json::object value(std::size_t request, std::size_t change = 0) const;

private:
    void read(const net::ClientRequest& request);
    std::vector<core::json::object> messages_;
    std::vector<core::json::object> statuses_;
    std::vector<std::coroutine_handle<>> held_;
};

// Options of a small silent world: nobody writes by themselves, webhooks go to the business.
Options quiet_options();

struct World {
    explicit World(Options options = quiet_options());
    ~World();

    // POST /v26.0/{number}/messages with a good token.
    GraphAnswer post(const std::string& body);
    GraphAnswer send_text(const std::string& to, const std::string& text = "Hola",
                          const std::string& opaque = "");
    // The same, and the wamid it got; fails the test where it got none.
    std::string sent(const std::string& to, const std::string& text = "Hola",
                     const std::string& opaque = "");
    // A customer with this number writes; returns the wamid.
    std::string write(const std::string& from, const std::string& text = "Hola");
    void add_fault(const std::string& json);
    // Moves the base clock, as real time does; everything due runs.
    void pass(core::Milliseconds by) { scheduler.advance(by); }
    Customer& customer(const std::string& handle) { return *simulator.customers().find(handle); }

    core::FakeClock base;
    AdvancedClock clock{base};
    core::ManualScheduler scheduler{base};
    core::ListLogSink log_lines;
    FakeBusiness business;
    Simulator simulator;
};

// "error.code" of an answer of Graph's; 0 when it is none.
std::int64_t code_of(const GraphAnswer& answer);

}  // namespace sim
