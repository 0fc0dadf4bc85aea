#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/event.hpp"
#include "store/transaction.hpp"

namespace live {

// Beyond so many log entries a screen is quicker with the API (architecture: the event log).
inline constexpr std::int64_t replay_events_max = 2000;

// The log entries after the cursor up to `up_to`, for everybody's eyes; absent where the log cannot
// be replayed: another epoch, a cursor older than the log or ahead of it, or too many entries.
std::optional<std::vector<model::Event>> read_replay(store::Transaction& tx,
                                                     const model::LogPosition& cursor,
                                                     std::int64_t up_to);

}  // namespace live
