#include "net/socketio/server.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "net/http/cors.hpp"
#include "net/socketio/client.hpp"
#include "net/ws/handshake.hpp"

namespace net::socketio {
namespace {

core::Task<http::Response> at_once(http::Response response) {
    co_return response;
}

// Engine.IO's error bodies (its Server.errorMessages).
http::Response engine_error(int code, std::string_view message, int status = 400) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = "{\"code\":" + std::to_string(code) + ",\"message\":\"" + std::string(message) +
                    "\"}"};
}

}  // namespace

Server::Server(ServerOptions options, Seams seams)
    : options_(std::move(options)),
      seams_(std::move(seams)),
      engine_metrics_(seams_.metrics),
      refused_(seams_.metrics.counter("chasqui_socket_refused_total",
                                      "Sessions refused because SOCKET_MAX_CONNECTIONS were open")),
      refused_for_memory_(seams_.metrics.counter("chasqui_socket_refused_for_memory_total",
                                                 "Sessions refused because memory was critical")),
      events_in_(seams_.metrics.counter("chasqui_socket_events_in_total",
                                        "Socket.IO events that clients sent")),
      events_refused_(
          seams_.metrics.counter("chasqui_socket_events_refused_total",
                                 "Socket.IO events refused by the limit of their socket")) {
    seams_.metrics.gauge("chasqui_websocket_connections", "Open Socket.IO sessions",
                         [this] { return static_cast<double>(connections()); });
}

Server::~Server() = default;

Namespace& Server::of(std::string_view name) {
    for (const auto& space : namespaces_)
        if (space->name() == name) return *space;
    core::check(shards_.empty(), "namespaces are made before the loops are attached");
    namespaces_.push_back(std::make_unique<Namespace>(*this, std::string(name)));
    return *namespaces_.back();
}

void Server::attach(Loop& loop) {
    shards_.push_back(std::make_unique<Shard>(*this, loop));
    loops_.push_back(&loop);
}

Shard& Server::shard(const Loop& loop) {
    const auto found = std::ranges::find_if(
        shards_, [&loop](const auto& shard) { return &shard->engine().loop() == &loop; });
    core::check(found != shards_.end(), "the loop is attached");
    return **found;
}

bool Server::upgrade(const http::Request& request, Connection& connection,
                     std::string_view leftover) {
    if (!request.path.starts_with(options_.path) || request.query_value("EIO") != "4" ||
        request.query_value("transport") != "websocket" || request.query_value("sid") ||
        ws::handshake_fault(request, options_.allowed_origins))
        return false;
    auto seat = Seat::taken;
    if (refusing_.load(std::memory_order_relaxed)) {
        seat = Seat::no_memory;
        refused_for_memory_.add();
    } else if (connections_.fetch_add(1, std::memory_order_relaxed) >= options_.connections_max) {
        connections_.fetch_sub(1, std::memory_order_relaxed);
        seat = Seat::none;
        refused_.add();
    }
    if (seat != Seat::taken) {
        if (excess_.load(std::memory_order_relaxed) >= options_.excess_connections_max)
            return false;
        excess_.fetch_add(1, std::memory_order_relaxed);
    }
    const auto client =
        std::make_shared<Client>(shard(connection.loop()), connection, request, seat);
    EngineSession::begin(client, ws::accept_handshake(request), leftover);
    return true;
}

http::Response Server::answer(const http::Request& request) const {
    if (request.query_value("transport") != "websocket")
        return engine_error(0, "Transport unknown");
    if (!http::origin_is_ours(request, options_.allowed_origins))
        return engine_error(4, "Forbidden", 403);
    // No session can be taken up again: each lives and dies with its WebSocket.
    if (request.query_value("sid")) return engine_error(1, "Session ID unknown");
    if (request.method != "GET") return engine_error(2, "Bad handshake method");
    const auto fault = ws::handshake_fault(request, options_.allowed_origins);
    if (fault == ws::HandshakeFault::unsupported_version) return ws::refuse_handshake(*fault);
    if (fault) return engine_error(3, "Bad request");
    if (request.query_value("EIO") != "4") return engine_error(5, "Unsupported protocol version");
    auto full = engine_error(3, "Too many connections", 503);
    full.headers.emplace_back("Retry-After", "5");
    return full;
}

std::vector<Route> Server::routes() {
    std::vector<Route> routes;
    for (const auto method : {Method::get, Method::post, Method::put, Method::del}) {
        RouteDoc doc{.summary = "Socket.IO comes over WebSocket alone: says why not",
                     .query = {},
                     .response_schema = "EngineError",
                     .success_status = 400,
                     .content_types = {"application/json"},
                     .failure_schema = "EngineError"};
        if (method == Method::get)
            doc = {.summary = "Socket.IO 5 over WebSocket; any other request is told why not",
                   .query = {"EIO: the protocol's revision, 4", "transport: websocket"},
                   .success_status = 101,
                   .failure_schema = "EngineError"};
        routes.emplace_back(
            method, options_.path + "*", model::Permission::everyone,
            [this](const http::Request& request, const model::Principal&) {
                return at_once(answer(request));
            },
            std::move(doc));
    }
    return routes;
}

Hub& Server::hub(Loop& loop, std::string_view name) {
    auto* hub = shard(loop).hub(name);
    core::check(hub != nullptr, "the namespace was made");
    return *hub;
}

void Server::on_each(const Namespace& space, std::function<void(Hub&)> work) {
    const auto shared = std::make_shared<std::function<void(Hub&)>>(std::move(work));
    for (auto* loop : loops_) {
        auto& hub = this->hub(*loop, space.name());
        if (core::Scheduler::current() == loop)
            (*shared)(hub);
        else
            loop->post([shared, &hub] { (*shared)(hub); });
    }
}

void Server::close() {
    for (const auto& shard : shards_) {
        auto& loop = shard->engine().loop();
        const auto end = [shard = shard.get()] {
            shard->tasks().stop();
            shard->engine().end_all(EndReason::server_shutdown);
        };
        if (core::Scheduler::current() == &loop)
            end();
        else
            loop.post(end);
    }
}

core::Task<void> Server::finished(Loop& loop) {
    co_await shard(loop).tasks().join();
}

json::object failure(const core::Error& error, core::Language language) {
    const auto words = core::words_for(error, language);
    return {{"success", false}, {"error", words.text}, {"code", error.code}, {"hint", words.hint}};
}

}  // namespace net::socketio
