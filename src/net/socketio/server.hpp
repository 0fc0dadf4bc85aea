#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "core/task_scope.hpp"
#include "net/route.hpp"
#include "net/socketio/namespace.hpp"

namespace net::socketio {

struct ServerOptions {
    std::string path = "/socket.io/";
    EngineOptions engine{};
    // Over this many sessions a client is told so (CONNECT_ERROR socket.too_many_connections) and
    // closed; as many again as `excess_connections_max` may wait to be told, then 503.
    std::int64_t connections_max = 1000;
    std::int64_t excess_connections_max = 100;
    std::int64_t events_per_second_max = 100;       // a socket; twice as many at once; 0: no limit
    std::vector<std::string> allowed_origins = {};  // beside the own host
    bool keep_handshake = false;                    // the request stays with its sockets
};

class Shard;

// Socket.IO 5 over WebSocket. Namespaces are set up first, then each loop is attached, then
// connections come. Outlives its connections.
class Server {
public:
    struct Seams {
        core::Random& random;  // any thread may use it, where there are several loops
        core::Metrics& metrics;
        core::Log log;
    };
    Server(ServerOptions options, Seams seams);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Makes the namespace at the first call. Before attach().
    Namespace& of(std::string_view name);
    // This loop serves connections too. Before it runs.
    void attach(Loop& loop);

    // Takes the connection over where the request is a good handshake for this server; false
    // leaves it to routes(), which say what is wrong. The connection's loop.
    bool upgrade(const http::Request& request, Connection& connection, std::string_view leftover);
    // Answers what is no upgrade (Engine.IO's error bodies): websocket alone is spoken.
    std::vector<Route> routes();
    http::Response answer(const http::Request& request) const;

    // The namespace's sockets on a loop that is attached. That loop's thread.
    Hub& hub(Loop& loop, std::string_view name);
    // Runs `work` on every attached loop with its hub of the namespace. Any thread.
    void on_each(const Namespace& space, std::function<void(Hub&)> work);
    const std::vector<Loop*>& loops() const { return loops_; }

    // Ends the sessions of every loop ("server shutting down"). Any thread.
    void close();
    // Resumes when the loop's event tasks have ended. That loop's thread.
    core::Task<void> finished(Loop& loop);

    // From now on (or no longer) newcomers are told that memory is short (CONNECT_ERROR
    // socket.memory_pressure) and closed; who is in stays in. Any thread.
    void refuse_for_memory(bool refuses) { refusing_.store(refuses, std::memory_order_relaxed); }
    std::int64_t connections() const { return connections_.load(std::memory_order_relaxed); }
    const ServerOptions& options() const { return options_; }

private:
    friend class Client;
    friend class Shard;
    friend class Broadcast;
    Shard& shard(const Loop& loop);
    const Namespace* find(std::string_view name) const;

    ServerOptions options_;
    Seams seams_;
    EngineMetrics engine_metrics_;
    core::Counter& refused_;
    core::Counter& refused_for_memory_;
    core::Counter& events_in_;
    core::Counter& events_refused_;
    std::vector<std::unique_ptr<Namespace>> namespaces_;
    std::vector<std::unique_ptr<Shard>> shards_;
    std::vector<Loop*> loops_;
    std::atomic<std::int64_t> connections_{0};
    std::atomic<std::int64_t> excess_{0};
    std::atomic<bool> refusing_{false};
};

// {"success": false, "error", "code", "hint"} in the reader's language: how an event is refused.
json::object failure(const core::Error& error, core::Language language);

}  // namespace net::socketio
