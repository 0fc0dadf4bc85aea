#include "monitor/threshold.hpp"

#include <algorithm>
#include <cmath>

namespace monitor {
namespace {

// Whether `value` lies on the bad side of `line`, or on it.
bool reaches(Direction direction, double value, double line) {
    return direction == Direction::above ? value >= line : value <= line;
}

}  // namespace

std::string_view to_string(Level level) {
    switch (level) {
        case Level::warning: return "warning";
        case Level::critical: return "critical";
        case Level::none: break;
    }
    return "ok";
}

std::string_view to_string(Phase phase) {
    switch (phase) {
        case Phase::pending: return "pending";
        case Phase::firing: return "firing";
        case Phase::ok: break;
    }
    return "ok";
}

double usual_clear(Direction direction, double warning) {
    const double distance = std::abs(warning) / 20;
    return direction == Direction::above ? warning - distance : warning + distance;
}

std::optional<core::Error> fault_in(const Threshold& t, const ValueRange& range) {
    using core::Error;
    constexpr auto invalid = core::Kind::invalid;
    for (const double value : {t.warning, t.critical, t.clear}) {
        if (!std::isfinite(value)) return Error{invalid, "alert.not_a_number"};
        if (value < range.minimum || value > range.maximum)
            return Error{invalid,
                         "alert.out_of_range",
                         {{"minimum", static_cast<std::int64_t>(range.minimum)},
                          {"maximum", static_cast<std::int64_t>(range.maximum)}}};
    }
    if (!reaches(t.direction, t.critical, t.warning)) return Error{invalid, "alert.lines_crossed"};
    if (!reaches(t.direction, t.warning, t.clear))
        return Error{invalid, "alert.clear_beyond_warning"};
    for (const auto time : {t.duration, t.clear_after})
        if (time < core::Milliseconds{0} || time > threshold_duration_max)
            return Error{invalid, "alert.bad_duration", {{"max", threshold_duration_max.count()}}};
    return std::nullopt;
}

bool ThresholdWatch::is_beyond(double value, double line, bool was) const {
    if (reaches(threshold_.direction, value, line)) return true;
    // Between the line and its clear value nothing changes.
    const double clear = line - (threshold_.warning - threshold_.clear);
    return was && value != clear && reaches(threshold_.direction, value, clear);
}

core::Milliseconds ThresholdWatch::clear_hold() const {
    const auto usual = threshold_.clear_after;
    const auto longest = std::max(usual, flap_hold_max);
    auto hold = usual;
    for (int i = 0; i < state_.flaps && hold < longest; ++i) hold *= 2;
    return std::min(hold, longest);
}

void ThresholdWatch::step(WatchState::Line& line, bool beyond, core::Milliseconds passed) const {
    line.held = beyond == line.beyond ? line.held + passed : core::Milliseconds{0};
    line.beyond = beyond;
    if (beyond && line.held >= threshold_.duration) line.on = true;
    if (!beyond && line.held >= clear_hold()) line.on = false;
}

void ThresholdWatch::observe(double value, core::SteadyTime at) {
    if (!std::isfinite(value)) return;
    auto passed = core::Milliseconds{0};
    if (last_ && at > *last_) passed = std::chrono::duration_cast<core::Milliseconds>(at - *last_);
    if (passed > sample_gap_max) passed = core::Milliseconds{0};
    last_ = at;

    const bool fired = state_.warning.on;
    // The critical line lies beyond the warning: whoever passes it has passed both, whatever was
    // before (a change of the lines while it fires).
    const bool critical = is_beyond(value, threshold_.critical, state_.critical.beyond);
    const bool warning = critical || is_beyond(value, threshold_.warning, state_.warning.beyond);
    step(state_.warning, warning, passed);
    step(state_.critical, critical, passed);
    if (state_.critical.on) state_.warning.on = true;

    if (!fired && state_.warning.on) {
        // Only what fires again and again counts as flapping.
        state_.flaps = state_.calm < calm_needed ? state_.flaps + 1 : 0;
        state_.calm = core::Milliseconds{0};
    } else if (!state_.warning.on) {
        state_.calm = std::min(state_.calm + passed, calm_needed);
    }
}

Phase ThresholdWatch::phase() const {
    if (state_.warning.on) return Phase::firing;
    return state_.warning.beyond ? Phase::pending : Phase::ok;
}

Level ThresholdWatch::level() const {
    if (state_.critical.on) return Level::critical;
    return state_.warning.on ? Level::warning : Level::none;
}

}  // namespace monitor
