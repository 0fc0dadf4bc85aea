#include "monitor/metric_table.hpp"

#include <algorithm>
#include <array>

namespace monitor {
namespace {

using enum Reading;
constexpr auto high = Direction::above;
constexpr auto low = Direction::below;
constexpr auto neither = std::nullopt;
constexpr double percent = 100, milliseconds = 1000;

// Histograms of time hold microseconds: from them to milliseconds.
constexpr double from_microseconds = 0.001;

constexpr std::array<MetricInfo, 24> table{{
    {"memory_usage", "%", "Memory in use, of the limit that is nearest", high, gauge,
     "chasqui_memory_usage_ratio", percent},
    {"cpu_usage", "%", "Processor time of the process, of the cores that it may use", high, gauge,
     "chasqui_cpu_usage_ratio", percent},
    {"network_connections", "connections", "Open network connections", high, gauge,
     "chasqui_network_connections"},
    {"websocket_connections", "connections", "Open Socket.IO sessions", high, gauge,
     "chasqui_websocket_connections"},
    {"response_time", "ms", "95 % of the last minute's requests were answered within this", high,
     p95, "chasqui_http_request_seconds", from_microseconds},
    {"error_rate", "%", "Requests of the last minute that failed on our side", high, error_share,
     "chasqui_http_requests_total", percent, "status=\"5xx\""},
    {"websocket_latency", "ms", "95 % of the last minute's pings were answered within this", high,
     p95, "chasqui_websocket_latency_seconds", from_microseconds},
    {"loop_lag", "ms", "How late the slowest loop ran a timer in the last second", high, gauge_max,
     "chasqui_loop_lag_recent_seconds", milliseconds},
    {"loop_busy", "%", "Share of the last second that the busiest loop worked", high, gauge_max,
     "chasqui_loop_busy_ratio", percent},
    {"commit_time", "ms", "95 % of the last minute's commits took at most this", high, p95,
     "chasqui_store_commit_seconds", from_microseconds},
    {"store_queue_depth", "", "Jobs that wait for the writer", high, gauge,
     "chasqui_store_queue_jobs"},
    {"store_queue_age", "ms", "How long the oldest job has waited for the writer", high, gauge,
     "chasqui_store_queue_age_seconds", milliseconds},
    {"outbox_queued", "", "Conversations with messages to send", high, gauge,
     "chasqui_outbox_lanes"},
    {"outbox_age", "s", "How long the oldest queued message has waited", high, gauge,
     "chasqui_outbox_oldest_queued_seconds"},
    {"graph_call_time", "ms", "95 % of the last minute's calls to Meta took at most this", high,
     p95, "chasqui_graph_send_seconds", from_microseconds},
    {"graph_error_rate", "%", "Calls to Meta of the last minute without an answer", high,
     error_share, "chasqui_graph_calls_total", percent, "outcome=\"failed\""},
    {"disk_free", "bytes", "Room left for the data folder", low, gauge, "chasqui_disk_free_bytes"},
    {"disk_used", "%", "Use of the file system that holds the data folder", high, gauge,
     "chasqui_disk_used_ratio", percent},
    {"log_dropped", "", "Log lines dropped in the last second", high, growth,
     "chasqui_log_lines_dropped_total"},
    {"rss", "bytes", "Resident memory of the process", high, gauge,
     "process_resident_memory_bytes"},
    {"open_files", "", "Open file descriptors", high, gauge, "process_open_fds"},
    {"webhook_rate", "1/s", "Webhooks a second", neither, rate, "chasqui_webhooks_total"},
    {"request_rate", "1/s", "HTTP requests a second", neither, rate, "chasqui_http_requests_total"},
    {"commit_rate", "1/s", "Commits a second", neither, rate, "chasqui_store_commits_total"},
}};

}  // namespace

std::span<const MetricInfo> metric_table() {
    return table;
}

const MetricInfo* find_metric(std::string_view name) {
    const auto found = std::ranges::find(table, name, &MetricInfo::name);
    return found == table.end() ? nullptr : &*found;
}

}  // namespace monitor
