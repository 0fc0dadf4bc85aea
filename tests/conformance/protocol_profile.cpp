// Profile `protocol`: a raw Engine.IO echo on /engine.io/, and on /socket.io/ the two namespaces
// that the suites of the protocols ask for.
#include "net/socketio/server.hpp"
#include "net/ws/handshake.hpp"
#include "profiles.hpp"

namespace conformance {
namespace {

using namespace net::socketio;
using namespace std::chrono_literals;

class EngineEcho final : public EngineSession {
public:
    using EngineSession::EngineSession;

private:
    void on_text(std::string_view message) override { send_text("4" + std::string(message)); }
    void on_binary(std::string_view message) override {
        send(net::ws::encode_frame(net::ws::Opcode::binary, message));
    }
    void on_end(EndReason) override {}
};

ServerOptions options_at(std::string path) {
    ServerOptions options{.path = std::move(path), .events_per_second_max = 0};
    options.engine.ping_interval = 300ms;
    options.engine.ping_timeout = 200ms;
    options.engine.connect_timeout = 1000ms;
    options.engine.reader.message_bytes_max = 1'000'000;
    return options;
}

struct Protocol {
    explicit Protocol(Machine& machine)
        : server(options_at("/socket.io/"), {machine.random, machine.metrics, machine.log}),
          refusals(options_at("/engine.io/"), {machine.random, engine_metrics_registry, {}}),
          engine_metrics(engine_metrics_registry),
          engine({machine.loop, machine.random, engine_metrics, refusals.options().engine}) {
        for (const auto* name : {"/", "/custom"}) set_up(server.of(name));
        server.attach(machine.loop);
    }

    static void set_up(Namespace& space) {
        space.admit([](const SocketPtr& socket, const json::value& auth, Admission admission) {
            socket->attach(std::make_shared<json::value>(auth));
            admission.accept();
        });
        space.on_connect([](Socket& socket) {
            socket.emit("auth", json::array{*socket.attached<json::value>()});
        });
        space.on("message", [](Socket& socket, Arguments arguments, Ack) {
            socket.emit("message-back", arguments);
        });
        space.on("message-with-ack", [](Socket&, Arguments arguments, Ack ack) { ack(arguments); });
    }

    // The same conditions as the server's own upgrade.
    bool echo(const net::http::Request& request, net::Connection& connection,
              std::string_view leftover) {
        if (request.query_value("EIO") != "4" || request.query_value("transport") != "websocket" ||
            request.query_value("sid") || net::ws::handshake_fault(request, {}))
            return false;
        const auto session = std::make_shared<EngineEcho>(engine, connection);
        EngineSession::begin(session, net::ws::accept_handshake(request), leftover);
        session->settled();  // there are no namespaces here
        return true;
    }

    Server server;
    core::Metrics engine_metrics_registry;
    Server refusals;  // says what is wrong with a request to /engine.io/
    EngineMetrics engine_metrics;
    Engine engine;
};

}  // namespace

Profile protocol_profile(Machine& machine) {
    const auto protocol = std::make_shared<Protocol>(machine);
    Profile profile{.listen = {"127.0.0.1", 3000}, .owner = protocol};
    profile.routes = protocol->server.routes();
    for (auto& route : protocol->refusals.routes()) profile.routes.push_back(std::move(route));
    profile.upgrades = {{"/socket.io/",
                         [protocol](auto& request, auto& connection, auto leftover) {
                             return protocol->server.upgrade(request, connection, leftover);
                         }},
                        {"/engine.io/", [protocol](auto& request, auto& connection, auto leftover) {
                             return protocol->echo(request, connection, leftover);
                         }}};
    return profile;
}

}  // namespace conformance
