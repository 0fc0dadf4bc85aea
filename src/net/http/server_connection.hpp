#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http/request_parser.hpp"
#include "net/http/server_state.hpp"

namespace net::http {

// One client's connection: reads requests, settles who may do what, awaits the handler, answers;
// one request at a time, so that answers keep their order. Handlers outlast it where the client
// leaves early.
class ServerConnection final : public ConnectionHandler,
                               public std::enable_shared_from_this<ServerConnection> {
public:
    ServerConnection(std::shared_ptr<ServerLoop> side, Connection& connection);
    ~ServerConnection() override;

    void on_bytes(Connection& connection, std::string_view bytes) override;
    void on_drained(Connection& connection) override;
    void on_closed(Connection& connection, CloseReason reason) override;

    // The server drains: ends now, or after the answer that is waited for.
    void close_when_idle();

private:
    // What was settled of a request at its head.
    struct Exchange {
        Request request;
        const Route* route = nullptr;
        model::Principal principal;
        std::optional<Response> verdict;  // the answer, where no handler is asked
        core::SteadyTime started{};
        bool keep_alive = false;
        bool is_http_10 = false;
        bool may_upgrade = false;  // asks for a WebSocket, on a path that somebody takes over
        HeldBytes body;            // the request's, until it is answered
        std::string cors_origin;   // "": none that we take
    };
    enum class Phase : std::uint8_t { idle, head, body, handler };

    void pump(std::string_view& bytes);
    bool may_go_on() const;
    void hold(std::string_view bytes);
    void resume();

    void settle_head();
    bool is_overloaded() const;
    bool has_room_for_body();
    void fill(Request& request);
    std::optional<Response> verdict_on(Exchange& exchange);
    std::optional<Response> refused_access(Exchange& exchange);
    void expect_body();
    bool upgrade(const Exchange& exchange, std::string_view& bytes);
    void take_request(std::string_view& bytes);
    core::Task<void> await_handler(std::shared_ptr<ServerConnection> self, Exchange exchange);
    Response answer_to_fault(const Exchange& exchange, const std::exception& fault) const;
    void answer(Exchange& exchange, Response response);
    void report(const Exchange& exchange, int status) const;
    void refuse(const Refusal& refusal);
    void close();
    void cut();  // without an answer
    void leave();

    void wait_for(Phase phase);
    void move_deadline(core::SteadyTime deadline);
    void on_timer();
    void time_out(std::string_view reason);

    std::shared_ptr<ServerLoop> side_;
    Connection* connection_;  // absent once it is closed or taken over
    RequestParser parser_;
    std::string held_;  // bytes that wait until an answer is out
    Exchange current_;  // whose body is being read
    HeldBytes unread_;  // answers that wait in the connection
    core::TimerId timer_ = core::TimerId::none;
    core::SteadyTime timer_at_{};
    core::SteadyTime deadline_{};
    std::uint64_t progress_ = 0;  // at the last look: body bytes read, or answer bytes still queued
    Phase phase_ = Phase::idle;
    bool pumping_ = false;
    bool busy_ = false;     // an answer is awaited
    bool closing_ = false;  // no more is read
};

}  // namespace net::http
