// Profiles `echo` and `http`: a WebSocket and an HTTP server with nothing on top.
#include "core/task.hpp"
#include "net/ws/frame_reader.hpp"
#include "net/ws/handshake.hpp"
#include "profiles.hpp"

namespace conformance {
namespace {

using namespace net::ws;

constexpr ReaderOptions reader_options{.message_bytes_max = 16 * 1024 * 1024,
                                       .fragments_max = 1'000'000};

class EchoSession final : public net::ConnectionHandler, private FrameSink {
public:
    explicit EchoSession(net::Connection& connection) : connection_(connection) {}

    void on_bytes(net::Connection& connection, std::string_view bytes) override {
        if (ended_) return;
        if (const auto fault = reader_.read(bytes, scratch_, *this)) {
            ended_ = true;
            connection.send(encode_close(close_code_for(*fault)));
            connection.close();
        }
    }
    void on_closed(net::Connection&, net::CloseReason) override {}

private:
    bool on_frame(Opcode opcode, std::string_view payload) override {
        if (opcode == Opcode::pong) return true;
        connection_.send(encode_frame(opcode == Opcode::ping ? Opcode::pong : opcode, payload));
        if (opcode != Opcode::close) return true;
        ended_ = true;  // the peer's own code goes back
        connection_.close();
        return false;
    }

    net::Connection& connection_;
    FrameReader reader_{reader_options};
    std::string scratch_;
    bool ended_ = false;
};

bool echo(const net::http::Request& request, net::Connection& connection,
          std::string_view leftover) {
    if (handshake_fault(request, {})) return false;
    const auto session = std::make_shared<EchoSession>(connection);
    connection.send(accept_handshake(request));
    connection.hand_to(session);
    if (!leftover.empty()) session->on_bytes(connection, leftover);
    return true;
}

core::Task<net::http::Response> answer_with_body(const net::http::Request& request,
                                                 const model::Principal&) {
    co_return net::http::Response{.status = 200, .headers = {}, .body = request.body};
}

core::Task<net::http::Response> refuse(const net::http::Request& request, const model::Principal&) {
    co_return refuse_handshake(
        handshake_fault(request, {}).value_or(HandshakeFault::not_an_upgrade));
}

net::Route route_for_everything(net::Handler handler) {
    return {net::Method::get,
            "/*",
            model::Permission::everyone,
            std::move(handler),
            net::RouteDoc{.summary = "Everything"},
            16 * 1024 * 1024};
}

}  // namespace

Profile echo_profile(Machine&) {
    Profile profile{.listen = {"127.0.0.1", 9001}};
    profile.upgrades = {{"/", echo}};
    profile.otherwise = route_for_everything(refuse);
    return profile;
}

Profile http_profile(Machine&) {
    Profile profile{.listen = {"127.0.0.1", 8000}};
    profile.otherwise = route_for_everything(answer_with_body);
    return profile;
}

}  // namespace conformance
