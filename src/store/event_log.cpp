#include "store/event_log.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace store {
namespace {

constexpr std::int64_t trim_slice = 5000;

std::string joined(const std::vector<std::string>& rooms) {
    std::string text;
    for (const auto& room : rooms) text += (text.empty() ? "" : " ") + room;
    return text;
}

std::vector<std::string> parted(std::string_view text) {
    if (text.empty()) return {};
    const auto parts = core::split(text, ' ');
    return {parts.begin(), parts.end()};
}

}  // namespace

void insert_event(Transaction& tx, const model::Event& event) {
    const auto rooms = joined(event.rooms), except = joined(event.except);
    tx.run(
        "INSERT INTO event_log (sequence, at, name, data, rooms, except_rooms) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {event.sequence, event.at, event.name, event.data, rooms, except});
}

model::LogPosition read_position(Transaction& tx) {
    model::LogPosition position;
    auto rows = tx.rows(
        "SELECT (SELECT value FROM meta WHERE key = 'epoch'), "
        "(SELECT max(sequence) FROM event_log)");
    if (rows.next()) position = {rows.text(0), rows.integer(1)};
    return position;
}

std::vector<model::Event> read_events(Transaction& tx, const EventRange& range) {
    std::vector<model::Event> events;
    auto rows = tx.rows(
        "SELECT sequence, at, name, data, rooms, except_rooms FROM event_log "
        "WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3",
        {range.after, range.up_to, range.limit});
    while (rows.next())
        events.push_back({rows.integer(0), rows.time(1), rows.text(2), rows.text(3),
                          parted(rows.view(4)), parted(rows.view(5))});
    return events;
}

std::int64_t oldest_cursor(Transaction& tx) {
    auto rows = tx.rows("SELECT min(sequence) FROM event_log");
    if (!rows.next() || rows.is_null(0)) return 0;
    return rows.integer(0) - 1;
}

void touch_disk(Transaction& tx) {
    // A value of its own: SQLite writes no page that stays as it was.
    tx.run(
        "INSERT INTO meta (key, value) VALUES ('had_room_at', $1) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {core::to_iso8601(tx.now())});
}

Swept trim_event_log(Transaction& tx) {
    // The newest entry always stays: it remembers the sequence.
    const auto newest = tx.position().sequence;
    const auto oldest = oldest_cursor(tx) + 1;
    const auto beyond = std::min(oldest + trim_slice, newest);  // of this slice
    // The log ascends in time: where an entry is young, those after it are.
    auto rows = tx.rows(
        "SELECT sequence FROM event_log WHERE sequence > $1 AND sequence < $2 AND at >= $3 "
        "ORDER BY sequence LIMIT 1",
        {newest - event_log_entries_max, beyond, tx.now() - event_log_age_max});
    const auto first_kept = rows.next() ? rows.integer(0) : beyond;
    if (first_kept <= oldest) return {};
    const auto gone = tx.run("DELETE FROM event_log WHERE sequence < $1", {first_kept});
    return {gone, first_kept == beyond && beyond < newest};
}

void renew_epoch(Transaction& tx, const std::string& epoch) {
    tx.run(
        "INSERT INTO meta (key, value) VALUES ('epoch', $1) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {epoch});
}

}  // namespace store
