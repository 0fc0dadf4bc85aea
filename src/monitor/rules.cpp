#include "monitor/rules.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace monitor {
namespace {

using namespace std::chrono_literals;

constexpr ValueRange percent{0, 100};

Threshold above(double warning, double critical, core::Milliseconds duration) {
    return {.direction = Direction::above,
            .warning = warning,
            .critical = critical,
            .clear = usual_clear(Direction::above, warning),
            .duration = duration,
            .clear_after = duration};
}

Threshold below(double warning, double critical, core::Milliseconds duration) {
    return {.direction = Direction::below,
            .warning = warning,
            .critical = critical,
            .clear = usual_clear(Direction::below, warning),
            .duration = duration,
            .clear_after = duration};
}

// A condition that holds is at once what it is; it is over when it has been so for a minute.
Threshold condition(Level level) {
    return {.warning = 0.5,
            .critical = level == Level::critical ? 0.5 : 2,
            .clear = 0.5,
            .duration = 0ms,
            .clear_after = 1min};
}

std::array<Rule, 26> make_rules() {
    constexpr auto metric = Feed::metric;
    constexpr auto derived = Feed::derived;
    constexpr auto none = Feed::none;
    constexpr auto told = Feed::condition;
    const auto warns = condition(Level::warning);
    const auto is_critical = condition(Level::critical);
    return {{
        {"memory_usage", "memory", "%", metric, above(80, 95, 1min), percent},
        {"cpu_usage", "cpu", "%", metric, above(70, 85, 5min), percent},
        {"response_time", "traffic", "ms", metric, above(1000, 3000, 1min)},
        {"websocket_latency", "traffic", "ms", metric, above(100, 300, 1min)},
        {"error_rate", "traffic", "%", metric, above(5, 10, 1min), percent},
        {"loop_lag", "traffic", "ms", metric, above(100, 1000, 1min)},
        {"commit_time", "database", "ms", metric, above(250, 2000, 1min)},
        {"store_queue_age", "database", "ms", metric, above(500, 1500, 30s)},
        {"outbox_age", "whatsapp", "s", metric, above(120, 900, 1min)},
        {"graph_error_rate", "whatsapp", "%", metric, above(10, 50, 5min), percent},
        {"disk_used", "disk", "%", metric, above(85, 95, 1min), percent},
        {"log_dropped", "logs", "lines", metric, above(1, 1000, 10s)},
        {"goal_burn_fast", "goals", "x", derived, above(14.4, 14.4, 2min)},
        {"goal_burn_slow", "goals", "x", derived, above(6, 14.4, 15min)},
        {"disk_full_within", "disk", "h", derived, below(48, 12, 10min)},
        {"memory_full_within", "memory", "h", derived, below(24, 4, 10min)},
        {"queue_not_draining", "whatsapp", "min", derived, above(15, 60, 1min)},
        {"dead_journal_items", "whatsapp", "", told, warns},
        {"number_stopped", "whatsapp", "", told, is_critical},
        {"store_refusing", "database", "", told, is_critical},
        {"socket_limit", "traffic", "", told, warns},
        {"token_expiry", "whatsapp", "h", none, below(168, 24, 0ms), {}, "template management"},
        {"number_quality", "whatsapp", "", none, warns, {}, "template management"},
        {"daily_limit", "whatsapp", "%", none, above(80, 95, 0ms), percent, "template management"},
        {"media_waiting", "whatsapp", "d", none, above(6, 13, 0ms), {}, "media"},
        {"backup_age", "disk", "h", none, above(26, 72, 0ms), {}, "backups"},
    }};
}

const std::array<Rule, 26>& all_rules() {
    static const auto rules = make_rules();
    return rules;
}

}  // namespace

std::span<const Rule> rules() {
    return all_rules();
}

const Rule* find_rule(std::string_view name) {
    const auto found = std::ranges::find(all_rules(), name, &Rule::name);
    return found == all_rules().end() ? nullptr : &*found;
}

bool is_family(std::string_view name) {
    return std::ranges::find(all_rules(), name, &Rule::family) != all_rules().end();
}

core::Words words_of(const Rule& rule, core::Language language) {
    return core::words_for({core::Kind::internal, "alert_rule." + std::string(rule.name)},
                           language);
}

Threshold usual_threshold(const Rule& rule, const MemoryLines& memory) {
    auto threshold = rule.usual;
    if (rule.name != "memory_usage") return threshold;
    // Settings that cross each other cannot stop a running watch: the critical one wins.
    threshold.critical = memory.critical;
    threshold.warning = std::min(memory.warning, memory.critical);
    threshold.clear = usual_clear(threshold.direction, threshold.warning);
    return threshold;
}

}  // namespace monitor
