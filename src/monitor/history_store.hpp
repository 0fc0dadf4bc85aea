#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "monitor/history.hpp"
#include "monitor/history_steps.hpp"
#include "store/swept.hpp"
#include "store/transaction.hpp"

// The metrics' past in the database: steps of 10 s for a day, of a minute for 30 days.
namespace monitor {

inline constexpr core::Milliseconds short_step{10'000};
inline constexpr core::Milliseconds long_step{60'000};
inline constexpr std::chrono::hours short_steps_kept{24};
inline constexpr std::chrono::hours long_steps_kept{30 * 24};

// Keeps a step, or what more is known of it.
void put_step(store::Transaction& tx, core::Milliseconds length, const MetricStep& step);
std::optional<MetricStep> find_step(store::Transaction& tx, core::Milliseconds length,
                                    core::WallTime at);
// A point for each of range.step (10 s or more) that holds any, ascending.
std::vector<History::Point> stored_points(store::Transaction& tx, std::string_view metric,
                                          const History::Range& range);
store::Swept sweep_metric_steps(store::Transaction& tx);

}  // namespace monitor
