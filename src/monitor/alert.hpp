#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalogue.hpp"
#include "core/clock.hpp"
#include "core/json_text.hpp"
#include "monitor/rules.hpp"

namespace monitor {

// One alert, as it is stored and shown.
struct Alert {
    std::string id;
    std::string rule;
    std::string labels = "{}";  // JSON: what tells two alerts of one rule apart
    std::string family;
    std::string state;  // pending, firing, resolved; in an event also cleared: it never fired
    Level level = Level::none;  // the worst it has reached since it fires
    std::optional<double> value;
    std::string fields = "{}";  // JSON: what else is worth knowing
    core::WallTime pending_at;
    std::optional<core::WallTime> firing_at;
    std::optional<core::WallTime> critical_at;
    std::optional<core::WallTime> resolved_at;
    std::optional<core::WallTime> acknowledged_at;
    std::string acknowledged_by;
    core::WallTime updated_at;
};

// The JSON shape `Alert`, with its words in the language.
std::string to_json(const Alert& alert, core::Language language);
// The shortest text of a number that JSON takes; null where it is none.
std::string number_json(std::optional<double> value);

std::string to_json(const WatchState& state);
WatchState watch_state_of(std::string_view json);  // what cannot be read is a fresh one

// What a rule says now of one thing (its labels), for writing down.
struct Finding {
    std::string rule;
    std::string labels = "{}";
    std::string fields = "{}";
    Phase phase = Phase::ok;
    Level level = Level::none;
    double value = 0;
    WatchState watch;
};

}  // namespace monitor
