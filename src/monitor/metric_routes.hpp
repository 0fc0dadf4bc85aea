#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/json.hpp"
#include "monitor/history.hpp"
#include "monitor/memory_source.hpp"
#include "monitor/rules.hpp"
#include "net/route.hpp"
#include "store/database.hpp"

namespace monitor {

// What the routes read. Outlives them.
struct MetricDoors {
    store::Database& database;
    const core::Clock& clock;
    const History& history;
    const MemorySource& memory;
    MemoryLines lines;            // of the settings
    core::Milliseconds interval;  // PERFORMANCE_MONITOR_INTERVAL: what summaries and verdict cover
};

// The summary of every public metric, as GET /api/monitoring/metrics and the `metrics` event have
// it.
core::json::object performance_json(const MetricDoors& doors);

// GET /api/monitoring/metrics, /metrics/:name and /status.
std::vector<net::Route> metric_routes(const MetricDoors& doors);
std::vector<std::pair<std::string_view, std::string_view>> metric_schemas();

}  // namespace monitor
