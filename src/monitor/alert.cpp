#include "monitor/alert.hpp"

#include <charconv>
#include <cmath>

#include "core/json.hpp"

namespace monitor {
namespace {

std::string time_json(const std::optional<core::WallTime>& time) {
    return time ? "\"" + core::to_iso8601(*time) + "\"" : "null";
}

std::string to_json(const WatchState::Line& line) {
    return core::JsonObject()
        .boolean("beyond", line.beyond)
        .boolean("on", line.on)
        .integer("held", line.held.count())
        .take();
}

WatchState::Line line_of(const core::json::value* json) {
    if (!json) return {};
    core::JsonReader reader(*json);
    return {reader.boolean_or("beyond", false), reader.boolean_or("on", false),
            core::Milliseconds(reader.integer_or("held", 0))};
}

}  // namespace

std::string number_json(std::optional<double> value) {
    if (!value || !std::isfinite(*value)) return "null";
    // Three digits behind the point are more than any of our figures means.
    const double rounded = std::abs(*value) < 1e12 ? std::round(*value * 1000) / 1000 : *value;
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), rounded).ptr;
    return {text.data(), end};
}

std::string to_json(const Alert& alert, core::Language language) {
    const auto* rule = find_rule(alert.rule);
    const auto words = rule ? words_of(*rule, language) : core::Words{alert.rule, ""};
    return core::JsonObject()
        .text("id", alert.id)
        .text("rule", alert.rule)
        .text("group", alert.family)
        .raw("labels", alert.labels)
        .text("state", alert.state)
        .text("severity", to_string(alert.level))
        .text("message", words.text)
        .text("runbook", words.hint)
        .raw("value", number_json(alert.value))
        .text("unit", rule ? rule->unit : "")
        .raw("fields", alert.fields)
        .text("pendingAt", core::to_iso8601(alert.pending_at))
        .raw("firingAt", time_json(alert.firing_at))
        .raw("criticalAt", time_json(alert.critical_at))
        .raw("resolvedAt", time_json(alert.resolved_at))
        .raw("acknowledgedAt", time_json(alert.acknowledged_at))
        .text_or_null("acknowledgedBy", std::string_view(alert.acknowledged_by))
        .text("updatedAt", core::to_iso8601(alert.updated_at))
        .take();
}

std::string to_json(const WatchState& state) {
    return core::JsonObject()
        .raw("warning", to_json(state.warning))
        .raw("critical", to_json(state.critical))
        .integer("flaps", state.flaps)
        .integer("calm", state.calm.count())
        .take();
}

WatchState watch_state_of(std::string_view json) {
    const auto parsed = core::parse_json(json);
    if (!parsed || !parsed->is_object()) return {};
    core::JsonReader reader(*parsed);
    return {line_of(reader.find("warning")), line_of(reader.find("critical")),
            static_cast<int>(reader.integer_or("flaps", 0)),
            core::Milliseconds(reader.integer_or("calm", calm_needed.count()))};
}

}  // namespace monitor
