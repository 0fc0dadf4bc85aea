#pragma once

#include <optional>
#include <string_view>

#include "monitor/goals.hpp"
#include "store/swept.hpp"
#include "store/transaction.hpp"

// The SQL of goals and uptime.
namespace monitor {

// Adds what was counted to the minute of this transaction.
void add_goal_counts(store::Transaction& tx, std::string_view goal, const Counts& counts);
Counts goal_counts_since(store::Transaction& tx, std::string_view goal, core::WallTime since);
Burns burns_of(store::Transaction& tx, const Goal& goal);

// A run of this server: begun at the start, made longer while it is well.
std::int64_t begin_uptime(store::Transaction& tx);
void extend_uptime(store::Transaction& tx, std::int64_t run);

struct Uptime {
    double share = 1;      // of the time looked at in which it was up; a planned stop is none
    core::WallTime since;  // where the time looked at begins: not before the first run
};
// Absent where no run is known yet.
std::optional<Uptime> uptime_since(store::Transaction& tx, core::WallTime since);

// Counts older than 31 days go. True where more is left.
store::Swept sweep_goals(store::Transaction& tx);

}  // namespace monitor
