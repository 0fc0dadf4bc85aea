#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "net/address.hpp"
#include "net/loop.hpp"
#include "net/route.hpp"

namespace net::http {

struct ServerOptions {
    AddressRanges trusted_proxies{};          // TRUSTED_PROXIES; others' forwarding fields are void
    std::vector<std::string> cors_origins{};  // CORS_ORIGINS: whole origins, "https://app.example"
    core::Language language = core::Language::es;  // where a request has no Accept-Language
    core::Milliseconds head_time_max{10'000};      // from a head's first byte to its last
    core::Milliseconds idle_time_max{75'000};      // between requests
    std::size_t body_bytes_per_second_min = 512;   // looked at every 10 s
    // Bodies that have come and answers that clients have not read yet, of all connections: beyond
    // it lists and bodies are answered 503 (http.overloaded), before anything is recorded.
    std::size_t held_bytes_max = 256 * 1024 * 1024;
    std::size_t connections_max = 20'000;  // over all loops; beyond it: closed at once
};

// Takes over a connection that asks for `Upgrade: websocket`; `leftover` are bytes that came after
// the request. It answers and calls connection.hand_to(); false: it has done nothing, and the
// request goes to its route.
using UpgradeHandler =
    std::function<bool(const Request&, Connection& connection, std::string_view leftover)>;

// Runs a route's handler; what is installed here may look before and after, answer itself, or wait
// (Idempotency-Key, rate limits). All references live until the task has ended.
using Around =
    std::function<core::Task<Response>(const Route&, const Request&, const model::Principal&)>;

struct ServerParts {
    core::Metrics& metrics;
    core::Random& random;  // any thread may use it
    core::Log log;
    Authenticate authenticate;
    // What a fault of a lower room means to a client (store::Unavailable: Kind::unavailable).
    // Absent, or no answer: Kind::internal, and an error in the log.
    std::function<std::optional<core::Error>(const std::exception&)> error_of_fault{};
    // Absent: the route's own handler.
    Around around{};
    // Sees every answer to a request with a route before it is written (Chasqui-Sequence).
    std::function<void(const Request&, Response&)> before_answer{};
    // Answers each method and path that no route has (the page); absent: 404. Its own path and
    // method are not looked at.
    std::optional<Route> otherwise{};
    // By the beginning of the path ("/socket.io/").
    std::vector<std::pair<std::string, UpgradeHandler>> upgrades{};
};

class ServerState;

// HTTP/1.1. One server, any number of loops: listen on each with what attach() gives. A
// connection's requests are answered one after the other; a request's route, principal, permission
// and body limit are settled before its body is read.
class Server {
public:
    // Throws std::logic_error for routes that contradict each other.
    Server(std::vector<Route> routes, ServerParts parts, ServerOptions options = {});
    ~Server();

    // What the loop's connections are served by. On the loop's thread, or before it runs.
    Accept attach(Loop& loop);
    // From now on each connection ends with the answer that it waits for. Any thread.
    void drain();
    // Requests that wait for their answers. Any thread.
    std::size_t busy() const;
    // Bytes of bodies and of answers that are held in memory now. Any thread.
    std::size_t held_bytes() const;
    // Connections that speak HTTP (upgraded ones have left). Any thread.
    std::size_t connections() const;
    const std::vector<Route>& routes() const;

private:
    std::shared_ptr<ServerState> state_;
};

}  // namespace net::http
