#pragma once

#include <cstdint>
#include <vector>

#include "model/event.hpp"
#include "store/swept.hpp"
#include "store/transaction.hpp"

namespace store {

inline constexpr std::int64_t event_log_entries_max = 100'000;
inline constexpr std::chrono::hours event_log_age_max{7 * 24};

// Events with after < sequence <= up_to, ascending, at most `limit`.
struct EventRange {
    std::int64_t after = 0;
    std::int64_t up_to = 0;
    std::int64_t limit = 2001;
};
std::vector<model::Event> read_events(Transaction& tx, const EventRange& range);

// The smallest cursor from which the log is still whole: everything after it is there.
std::int64_t oldest_cursor(Transaction& tx);

// Writes one page that matters to nobody: its commit shows whether a full disk has room again.
void touch_disk(Transaction& tx);

// Drops what is beyond the log's two limits, a slice at a time.
Swept trim_event_log(Transaction& tx);

// Used by Transaction alone: append() gives the sequence, position() asks a snapshot.
void insert_event(Transaction& tx, const model::Event& event);
model::LogPosition read_position(Transaction& tx);

// A new epoch: for restores, and whenever sequences could repeat.
void renew_epoch(Transaction& tx, const std::string& epoch);

}  // namespace store
