#include "live/replay.hpp"

#include "store/event_log.hpp"

namespace live {

std::optional<std::vector<model::Event>> read_replay(store::Transaction& tx,
                                                     const model::LogPosition& cursor,
                                                     std::int64_t up_to) {
    const auto log = tx.position();
    if (cursor.epoch != log.epoch || cursor.sequence > log.sequence) return std::nullopt;
    if (cursor.sequence < store::oldest_cursor(tx)) return std::nullopt;
    // A cursor may be ahead of one loop, when another has told the screen more.
    if (cursor.sequence >= up_to) return std::vector<model::Event>{};
    auto events = store::read_events(tx, {cursor.sequence, up_to, replay_events_max + 1});
    if (std::ssize(events) > replay_events_max) return std::nullopt;
    return events;
}

}  // namespace live
