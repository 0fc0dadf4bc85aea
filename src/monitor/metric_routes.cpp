#include "monitor/metric_routes.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/json.hpp"
#include "core/text.hpp"
#include "monitor/alerts_store.hpp"
#include "monitor/history_store.hpp"

namespace monitor {
namespace {

using model::Permission;
using model::Principal;
using net::http::failure;
using net::http::ok;
using net::http::Request;
using net::http::Response;

// The plan's line: the status is critical from here on, or from CRITICAL_MEMORY_USAGE where that is
// lower.
constexpr double memory_status_critical = 90;
constexpr core::Milliseconds range_max{long_steps_kept};
constexpr core::Milliseconds range_usual{std::chrono::minutes{15}};
constexpr std::int64_t points_aimed_at = 600;
// A day is drawn with 144 points or more, a month with 720.
constexpr std::array<core::Milliseconds, 5> steps{core::Milliseconds{1000}, short_step, long_step,
                                                  core::Milliseconds{600'000},
                                                  core::Milliseconds{3'600'000}};

core::json::object memory_json(const MetricDoors& doors) {
    const auto reading = doors.memory.read();
    return {{"usagePercent", reading.usage_percent},
            {"rss", reading.rss},
            {"limit", reading.limit},
            {"warningThreshold", doors.lines.warning},
            {"criticalThreshold", doors.lines.critical}};
}

}  // namespace

core::json::object performance_json(const MetricDoors& doors) {
    core::json::object performance;
    for (const auto& metric : metric_table()) {
        const auto summary = doors.history.summary(metric, doors.interval);
        if (!summary) continue;
        performance[metric.name] = core::json::object{{"latest", summary->latest},
                                                      {"average", summary->average},
                                                      {"min", summary->minimum},
                                                      {"max", summary->maximum},
                                                      {"unit", metric.unit}};
    }
    return {{"performance", std::move(performance)},
            {"memory", memory_json(doors)},
            {"timestamp", core::to_iso8601(doors.clock.wall())}};
}

namespace {

// "90s", "15m", "1h" or "30d".
std::optional<core::Milliseconds> parse_range(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const auto count = core::parse_integer(text.substr(0, text.size() - 1));
    if (!count || *count < 1 || *count > range_max.count()) return std::nullopt;
    switch (text.back()) {
        case 's': return std::chrono::seconds{*count};
        case 'm': return std::chrono::minutes{*count};
        case 'h': return std::chrono::hours{*count};
        case 'd': return std::chrono::hours{24 * *count};
        default: return std::nullopt;
    }
}

core::Result<History::Range> range_of(const Request& request, core::WallTime now) {
    const core::Error bad{core::Kind::invalid, "alert.bad_range"};
    History::Range range{now - range_usual, now};
    if (const auto text = request.query_value("range")) {
        const auto time = parse_range(*text);
        if (!time || *time > range_max) return bad;
        range.from = now - *time;
    }
    if (const auto text = request.query_value("from")) {
        const auto from = core::from_iso8601(*text);
        if (!from) return bad;
        range.from = *from;
    }
    if (const auto text = request.query_value("to")) {
        const auto to = core::from_iso8601(*text);
        if (!to) return bad;
        range.to = *to;
    }
    if (range.from >= range.to) return bad;
    const auto whole = range.to - range.from;
    range.step = steps.back();
    for (auto at = steps.rbegin(); at != steps.rend(); ++at)
        if (whole / *at < points_aimed_at || *at == steps.back()) range.step = *at;
    return range;
}

bool is_in_memory(const History& history, const History::Range& range) {
    const auto since = history.since();
    return since && *since <= range.from;
}

// Seconds from memory where it goes back so far; else steps from the database, and after the last
// of them what memory has.
core::Task<std::vector<History::Point>> points_of(const MetricDoors& doors,
                                                  const MetricInfo& metric, History::Range range) {
    if (is_in_memory(doors.history, range)) co_return doors.history.points(metric, range);
    auto points = co_await doors.database.read([name = metric.name, range](store::Transaction& tx) {
        return stored_points(tx, name, range);
    });
    auto rest = range;
    if (!points.empty()) rest.from = points.back().at + range.step;
    for (const auto& point : doors.history.points(metric, rest)) points.push_back(point);
    co_return points;
}

core::Task<Response> one_metric(const MetricDoors& doors, const Request& request) {
    const auto* metric = find_metric(request.path_parameter("name"));
    if (!metric)
        co_return failure(request, {core::Kind::not_found,
                                    "alert.unknown_metric",
                                    {{"name", request.path_parameter("name")}}});
    auto range = range_of(request, doors.clock.wall());
    if (!range) co_return failure(request, range.error());
    if (!is_in_memory(doors.history, *range)) range->step = std::max(range->step, short_step);
    const auto found = co_await points_of(doors, *metric, *range);
    core::json::array points;
    for (const auto& point : found)
        points.push_back(core::json::object{{"at", core::to_iso8601(point.at)},
                                            {"min", point.minimum},
                                            {"average", point.average},
                                            {"max", point.maximum}});
    const core::json::object data{{"name", metric->name},
                                  {"unit", metric->unit},
                                  {"description", metric->help},
                                  {"stepMs", range->step.count()},
                                  {"points", std::move(points)}};
    co_return ok(core::to_json(data));
}

// How bad a value is by its rule's lines.
Level level_of(const Threshold& lines, double value) {
    const auto beyond = [&](double line) {
        return lines.direction == Direction::above ? value >= line : value <= line;
    };
    if (beyond(lines.critical)) return Level::critical;
    return beyond(lines.warning) ? Level::warning : Level::none;
}

struct Verdict {
    Level worst = Level::none;
    core::json::array issues;

    void add(Level level, std::string text) {
        worst = std::max(worst, level);
        issues.emplace_back(std::move(text));
    }
};

// The verdict is about the summary's time, so that one bad second is no state.
Verdict judge(const MetricDoors& doors, core::Language language,
              const std::map<std::string, Threshold>& put) {
    Verdict verdict;
    for (const auto& metric : metric_table()) {
        const auto* rule = find_rule(metric.name);
        const auto summary = doors.history.summary(metric, doors.interval);
        if (!rule || !summary) continue;
        if (metric.name == "memory_usage") {
            const auto critical = std::min(memory_status_critical, doors.lines.critical);
            if (summary->latest > critical)
                verdict.add(Level::critical,
                            core::text_for("alert_word.memory_critical", language));
            else if (summary->latest > doors.lines.warning)
                verdict.add(Level::warning, core::text_for("alert_word.memory_high", language));
            continue;
        }
        const auto found = put.find(std::string(metric.name));
        const auto lines = found == put.end() ? usual_threshold(*rule, doors.lines) : found->second;
        if (const auto level = level_of(lines, summary->average); level != Level::none)
            verdict.add(level, words_of(*rule, language).text);
    }
    return verdict;
}

core::Task<Response> status(const MetricDoors& doors, const Request& request) {
    const auto put = co_await doors.database.read([](store::Transaction& tx) {
        std::map<std::string, Threshold> all;
        for (const auto& metric : metric_table())
            if (const auto stored = find_threshold(tx, metric.name))
                all.emplace(metric.name, stored->threshold);
        return all;
    });
    auto verdict = judge(doors, request.language, put);
    constexpr std::array<std::string_view, 3> words{"healthy", "warning", "critical"};
    core::json::object metrics;
    for (const auto& [name, value] : doors.history.latest().values) metrics[name] = value;
    const core::json::object data{{"status", words[static_cast<std::size_t>(verdict.worst)]},
                                  {"issues", std::move(verdict.issues)},
                                  {"memory", memory_json(doors)},
                                  {"metrics", std::move(metrics)},
                                  {"timestamp", core::to_iso8601(doors.clock.wall())}};
    co_return ok(core::to_json(data));
}

constexpr std::pair<std::string_view, std::string_view> schemas[] = {
    {"MonitoredMemory", R"({"type":"object","required":["usagePercent","rss","limit",
        "warningThreshold","criticalThreshold"],"properties":{"usagePercent":{"type":"number"},
        "rss":{"type":"integer"},"limit":{"type":"integer"},"warningThreshold":{"type":"number"},
        "criticalThreshold":{"type":"number"}}})"},
    {"MetricSummary", R"({"type":"object","required":["latest","average","min","max","unit"],
        "properties":{"latest":{"type":"number"},"average":{"type":"number"},
        "min":{"type":"number"},"max":{"type":"number"},"unit":{"type":"string"}}})"},
    {"Performance", R"({"type":"object","required":["performance","memory","timestamp"],
        "properties":{"performance":{"type":"object","additionalProperties":{
        "$ref":"#/components/schemas/MetricSummary"}},
        "memory":{"$ref":"#/components/schemas/MonitoredMemory"},
        "timestamp":{"type":"string","format":"date-time"}}})"},
    {"MetricHistory", R"({"type":"object","required":["name","unit","description","stepMs",
        "points"],"properties":{"name":{"type":"string"},"unit":{"type":"string"},
        "description":{"type":"string"},"stepMs":{"type":"integer"},
        "points":{"type":"array","items":{"type":"object","required":["at","min","average","max"],
        "properties":{"at":{"type":"string","format":"date-time"},"min":{"type":"number"},
        "average":{"type":"number"},"max":{"type":"number"}}}}}})"},
    {"MonitoringStatus", R"({"type":"object","required":["status","issues","memory","metrics",
        "timestamp"],"properties":{
        "status":{"type":"string","enum":["healthy","warning","critical"]},
        "issues":{"type":"array","items":{"type":"string"}},
        "memory":{"$ref":"#/components/schemas/MonitoredMemory"},
        "metrics":{"type":"object","additionalProperties":{"type":"number"}},
        "timestamp":{"type":"string","format":"date-time"}}})"},
};

}  // namespace

std::vector<net::Route> metric_routes(const MetricDoors& doors) {
    using enum net::Method;
    std::vector<net::Route> all;
    all.emplace_back(
        get, "/api/monitoring/metrics", Permission::monitor,
        [&doors](const Request&, const Principal&) {
            return core::ready_task(ok(core::to_json(performance_json(doors))));
        },
        net::RouteDoc{"Every public metric over the last interval.", {}, "", "Performance"});
    all.emplace_back(
        get, "/api/monitoring/metrics/:name", Permission::monitor,
        [&doors](const Request& request, const Principal&) { return one_metric(doors, request); },
        net::RouteDoc{"One metric over up to 30 days.",
                      {"range: 1s to 30d (15m)", "from: a time", "to: a time"},
                      "",
                      "MetricHistory"});
    all.emplace_back(
        get, "/api/monitoring/status", Permission::monitor,
        [&doors](const Request& request, const Principal&) { return status(doors, request); },
        net::RouteDoc{"The verdict on the last interval.", {}, "", "MonitoringStatus"});
    return all;
}

std::vector<std::pair<std::string_view, std::string_view>> metric_schemas() {
    return {std::begin(schemas), std::end(schemas)};
}

}  // namespace monitor
