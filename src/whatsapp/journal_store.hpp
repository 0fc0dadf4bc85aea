#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"
#include "whatsapp/webhook_reader.hpp"

// The journal's SQL: bodies of webhooks and the items they tell.
namespace whatsapp {

enum class ItemState { applied, recorded, parked, dead };
std::string_view to_string(ItemState state);

using JournalId = std::int64_t;
using ItemId = std::int64_t;

JournalId insert_body(store::Transaction& tx, std::string_view body);
void delete_journal_row(store::Transaction& tx, JournalId journal);

// The item's row, in the state that it is hoped to keep; absent where its key is there already,
// which is counted on the row that holds it.
std::optional<ItemId> insert_item(store::Transaction& tx, JournalId journal,
                                  const WebhookItem& item, ItemState state);
void mark_parked(store::Transaction& tx, ItemId item, std::string_view raw);
struct Death {
    std::string reason;    // code of the rule, or what the room that refused it said
    std::string tried_by;  // our version
};
void mark_dead(store::Transaction& tx, ItemId item, const Death& death);

// Statuses that wait for the message with this wamid, in the order in which they came.
struct ParkedStatus {
    ItemId item;
    std::string raw;
};
std::vector<ParkedStatus> parked_statuses(store::Transaction& tx, const model::NumberId& number,
                                          std::string_view wamid);
void mark_joined(store::Transaction& tx, ItemId item);

// Bodies with dead items that another version than this one found dead; at most `limit`.
struct DeadBody {
    JournalId journal;
    std::string body;
};
std::vector<DeadBody> bodies_to_retry(store::Transaction& tx, std::string_view version,
                                      std::int64_t limit);
void delete_dead_items(store::Transaction& tx, JournalId journal);

// Drops bodies of before `before` without a dead item, and gives up on statuses parked since then;
// at most `limit`. They return how many went.
std::int64_t drop_old_bodies(store::Transaction& tx, core::WallTime before, std::int64_t limit);
std::int64_t give_up_parked(store::Transaction& tx, core::WallTime before, std::int64_t limit);

// How many items of each kind there are, ordered by kind, detail and state.
struct ItemCount {
    std::string kind;
    std::string detail;
    std::string state;
    std::int64_t count = 0;
};
std::vector<ItemCount> items_by_kind(store::Transaction& tx);

struct DeadItem {
    ItemId id = 0;
    std::string kind;
    std::string detail;
    std::string reason;
    std::string tried_by;
    model::NumberId number;
    core::WallTime at;
};
// A page of dead items, ascending by id: those below `before` (the newest of them), or those above
// `after` (the oldest of them); the newest of all where neither is given.
struct DeadPage {
    std::optional<ItemId> before;
    std::optional<ItemId> after;
    std::int64_t limit = 50;
};
std::vector<DeadItem> dead_items(store::Transaction& tx, const DeadPage& page);

// When the newest body came; absent where none did.
std::optional<core::WallTime> last_webhook_at(store::Transaction& tx);

}  // namespace whatsapp
