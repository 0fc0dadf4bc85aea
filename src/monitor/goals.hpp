#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/metrics.hpp"

// What this server promises, and how fast it uses up what may go wrong.
namespace monitor {

struct Goal {
    std::string_view name;
    double target;  // the share that has to be good
};
inline constexpr std::size_t goal_count = 3;
// availability: requests not answered with 5xx. latency: requests answered within 262 ms (2^18 µs,
// where the histogram can be cut). webhooks: signed webhooks that were stored.
inline constexpr std::array<Goal, goal_count> goals{
    {{"availability", 0.999}, {"latency", 0.99}, {"webhooks", 0.999}}};
inline constexpr double uptime_target = 0.999;

struct Counts {
    std::int64_t good = 0;
    std::int64_t total = 0;
    friend bool operator==(const Counts&, const Counts&) = default;
};
using GoalCounts = std::array<Counts, goal_count>;

// What the process has counted since its start.
GoalCounts counts_of(const core::Metrics& metrics);
GoalCounts difference(const GoalCounts& now, const GoalCounts& before);

// How many times faster than allowed the budget is used: 1 uses it up exactly at the end of its
// 30 days. 0 where nothing was counted.
double burn_rate(const Counts& counts, double target);
// The share of the budget that is left, from 1 down; below 0 where more went wrong than may.
double budget_left(const Counts& counts, double target);

// A burn that hangs on a handful of failures rings nobody.
inline constexpr std::int64_t burn_failures_min = 5;

// Burn rates over the windows that alerts look at.
struct Burns {
    double over_5m = 0;
    double over_30m = 0;
    double over_1h = 0;
    double over_6h = 0;
    std::int64_t failures_1h = 0;
    std::int64_t failures_6h = 0;

    // Both windows must burn: the long one says that it matters, the short one that it goes on.
    double fast() const;  // 5 min and 1 h
    double slow() const;  // 30 min and 6 h
};

}  // namespace monitor
