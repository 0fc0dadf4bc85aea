#include "whatsapp/journal_store.hpp"

#include <algorithm>

namespace whatsapp {
namespace {

std::string_view wamid_of(const WebhookItem& item) {
    const auto* status = std::get_if<StatusUpdate>(&item.effect);
    return status != nullptr ? std::string_view(status->wamid) : std::string_view();
}

std::optional<std::string_view> kept_raw(const WebhookItem& item, ItemState state) {
    if (state == ItemState::applied || item.raw.empty()) return std::nullopt;
    return item.raw;
}

}  // namespace

std::string_view to_string(ItemState state) {
    switch (state) {
        case ItemState::applied: return "applied";
        case ItemState::recorded: return "recorded";
        case ItemState::parked: return "parked";
        case ItemState::dead: return "dead";
    }
    return "";
}

JournalId insert_body(store::Transaction& tx, std::string_view body) {
    auto rows =
        tx.rows("INSERT INTO journal (at, body) VALUES ($1, $2) RETURNING id", {tx.now(), body});
    rows.next();
    return rows.integer(0);
}

void delete_journal_row(store::Transaction& tx, JournalId journal) {
    tx.run("DELETE FROM journal WHERE id = $1", {journal});
}

std::optional<ItemId> insert_item(store::Transaction& tx, JournalId journal,
                                  const WebhookItem& item, ItemState state) {
    auto rows = tx.rows(
        "INSERT INTO journal_items (journal_id, key, kind, detail, state, number_id, account, "
        "wamid, raw, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
        "ON CONFLICT (key) DO UPDATE SET repeats = repeats + 1 RETURNING id, repeats",
        {journal, item.key, item.kind, item.detail, to_string(state), item.number, item.account,
         wamid_of(item), kept_raw(item, state), tx.now()});
    rows.next();
    if (rows.integer(1) > 0) return std::nullopt;
    return rows.integer(0);
}

void mark_parked(store::Transaction& tx, ItemId item, std::string_view raw) {
    tx.run("UPDATE journal_items SET state = 'parked', raw = $1 WHERE id = $2", {raw, item});
}

void mark_dead(store::Transaction& tx, ItemId item, const Death& death) {
    tx.run("UPDATE journal_items SET state = 'dead', reason = $1, tried_by = $2 WHERE id = $3",
           {death.reason, death.tried_by, item});
}

std::vector<ParkedStatus> parked_statuses(store::Transaction& tx, const model::NumberId& number,
                                          std::string_view wamid) {
    auto rows = tx.rows(
        "SELECT id, raw FROM journal_items WHERE state = 'parked' AND number_id = $1 AND "
        "wamid = $2 ORDER BY id",
        {number, wamid});
    std::vector<ParkedStatus> parked;
    while (rows.next()) parked.push_back({rows.integer(0), rows.text(1)});
    return parked;
}

void mark_joined(store::Transaction& tx, ItemId item) {
    tx.run("UPDATE journal_items SET state = 'applied', raw = NULL WHERE id = $1", {item});
}

std::vector<DeadBody> bodies_to_retry(store::Transaction& tx, std::string_view version,
                                      std::int64_t limit) {
    auto rows = tx.rows(
        "SELECT id, body FROM journal WHERE body IS NOT NULL AND id IN (SELECT journal_id FROM "
        "journal_items WHERE state = 'dead' AND tried_by <> $1) ORDER BY id LIMIT $2",
        {version, limit});
    std::vector<DeadBody> bodies;
    while (rows.next()) bodies.push_back({rows.integer(0), rows.text(1)});
    return bodies;
}

void delete_dead_items(store::Transaction& tx, JournalId journal) {
    tx.run("DELETE FROM journal_items WHERE journal_id = $1 AND state = 'dead'", {journal});
}

std::int64_t drop_old_bodies(store::Transaction& tx, core::WallTime before, std::int64_t limit) {
    return tx.run(
        "UPDATE journal SET body = NULL WHERE id IN (SELECT id FROM journal WHERE body IS NOT "
        "NULL AND at < $1 AND NOT EXISTS (SELECT 1 FROM journal_items WHERE state = 'dead' AND "
        "journal_id = journal.id) ORDER BY at LIMIT $2)",
        {before, limit});
}

std::int64_t give_up_parked(store::Transaction& tx, core::WallTime before, std::int64_t limit) {
    return tx.run(
        "UPDATE journal_items SET state = 'recorded' WHERE id IN (SELECT id FROM journal_items "
        "WHERE state = 'parked' AND at < $1 LIMIT $2)",
        {before, limit});
}

std::vector<ItemCount> items_by_kind(store::Transaction& tx) {
    auto rows = tx.rows(
        "SELECT kind, detail, state, COUNT(*) FROM journal_items GROUP BY kind, detail, state "
        "ORDER BY kind, detail, state");
    std::vector<ItemCount> counts;
    while (rows.next())
        counts.push_back({rows.text(0), rows.text(1), rows.text(2), rows.integer(3)});
    return counts;
}

namespace {

std::vector<DeadItem> read_dead(store::Rows rows) {
    std::vector<DeadItem> items;
    while (rows.next())
        items.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                         rows.id<model::NumberId>(5), rows.time(6)});
    return items;
}

}  // namespace

// The plus signs keep SQLite from walking all items in the order of their ids: the dead are few,
// and have an index of their own.
std::vector<DeadItem> dead_items(store::Transaction& tx, const DeadPage& page) {
    if (page.after)
        return read_dead(tx.rows(
            "SELECT id, kind, detail, reason, tried_by, number_id, at FROM journal_items WHERE "
            "state = 'dead' AND +id > $1 ORDER BY +id LIMIT $2",
            {*page.after, page.limit}));
    auto items = read_dead(
        tx.rows("SELECT id, kind, detail, reason, tried_by, number_id, at FROM journal_items WHERE "
                "state = 'dead' AND +id < $1 ORDER BY +id DESC LIMIT $2",
                {page.before.value_or(INT64_MAX), page.limit}));
    std::ranges::reverse(items);
    return items;
}

std::optional<core::WallTime> last_webhook_at(store::Transaction& tx) {
    auto rows = tx.rows("SELECT at FROM journal ORDER BY id DESC LIMIT 1");
    if (!rows.next()) return std::nullopt;
    return rows.time(0);
}

}  // namespace whatsapp
