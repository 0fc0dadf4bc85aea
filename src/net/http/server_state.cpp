#include "net/http/server_state.hpp"

#include <algorithm>
#include <charconv>

#include "net/http/response_writer.hpp"
#include "net/http/server_connection.hpp"

namespace net::http {
namespace {

constexpr std::array<std::string_view, 8> method_names{"GET",   "HEAD",   "POST",    "PUT",
                                                       "PATCH", "DELETE", "OPTIONS", "other"};
constexpr std::array<std::string_view, 5> class_names{"1xx", "2xx", "3xx", "4xx", "5xx"};
constexpr std::size_t id_prefix_bytes = 6;

std::size_t index_of_method(std::string_view method) {
    const auto known = std::ranges::find(method_names, method);
    return static_cast<std::size_t>(std::min(known, method_names.end() - 1) - method_names.begin());
}

}  // namespace

ServerMetrics::ServerMetrics(core::Metrics& metrics, std::function<double()> connections)
    : idle_closed(metrics.counter("chasqui_cleanup_removed_total",
                                  "What clean-up has removed: rows, files, connections.",
                                  {{"what", "idle_http_connections"}})),
      received_bytes(
          metrics.counter("chasqui_http_received_bytes_total", "Bytes that HTTP clients sent")),
      sent_bytes(metrics.counter("chasqui_http_sent_bytes_total", "Bytes of HTTP bodies sent")),
      metrics_(metrics),
      duration_(metrics.histogram("chasqui_http_request_seconds",
                                  "From a request's head to its answer")) {
    metrics.gauge("chasqui_http_connections", "Open HTTP connections", std::move(connections));
    for (const auto method : method_names) {
        auto& row = requests_.emplace_back();
        for (std::size_t i = 0; i < class_count; ++i)
            row[i] = &metrics.counter(
                "chasqui_http_requests_total", "HTTP requests answered",
                {{"method", std::string(method)}, {"status", std::string(class_names[i])}});
    }
}

void ServerMetrics::answered(std::string_view method, int status, std::chrono::microseconds took) {
    const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
    requests_[index_of_method(method)][status_class]->add();
    duration_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)));
}

void ServerMetrics::refused(std::string_view reason) {
    metrics_
        .counter("chasqui_http_refused_total", "Requests and connections that were refused",
                 {{"reason", std::string(reason)}})
        .add();
}

ServerState::ServerState(std::vector<Route> given, ServerParts given_parts,
                         ServerOptions given_options)
    : routes(std::move(given)),
      router(routes),
      parts(std::move(given_parts)),
      options(std::move(given_options)),
      metrics(parts.metrics, [count = open] { return static_cast<double>(count->load()); }) {
    parts.metrics.gauge("chasqui_http_held_bytes",
                        "Bodies that have come and answers that were not read yet.",
                        [count = held] { return static_cast<double>(count->load()); });
    parts.metrics.gauge("chasqui_http_held_limit_bytes",
                        "Beyond it lists and bodies are answered 503.",
                        [max = options.held_bytes_max] { return static_cast<double>(max); });
}

const UpgradeHandler* ServerState::upgrade_of(std::string_view path) const {
    for (const auto& [prefix, handler] : parts.upgrades)
        if (path.starts_with(prefix)) return &handler;
    return nullptr;
}

bool ServerState::takes_origin(std::string_view origin) const {
    return std::ranges::find(options.cors_origins, origin) != options.cors_origins.end();
}

ServerLoop::ServerLoop(std::shared_ptr<ServerState> server, Loop& on)
    : state(std::move(server)),
      loop(on),
      tasks(state->parts.log),
      id_prefix_(state->parts.random.token(id_prefix_bytes) + '-') {}

std::shared_ptr<ConnectionHandler> ServerLoop::accept(Connection& connection) {
    if (state->open->load(std::memory_order_relaxed) >= state->options.connections_max) {
        state->metrics.refused("too_many_connections");
        return nullptr;
    }
    return std::make_shared<ServerConnection>(shared_from_this(), connection);
}

void ServerLoop::drain() {
    const std::vector<ServerConnection*> all(connections.begin(), connections.end());
    for (auto* connection : all) connection->close_when_idle();
}

std::string ServerLoop::next_request_id() {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), ++last_id_).ptr;
    return id_prefix_ + std::string(digits.data(), end);
}

std::string_view ServerLoop::date() {
    const auto now = loop.clock().wall();
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != date_of_ || date_.empty()) {
        date_of_ = second;
        date_ = http_date(now);
    }
    return date_;
}

}  // namespace net::http
