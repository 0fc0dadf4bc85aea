#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "model/identities.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"
#include "whatsapp/outbox.hpp"

// The outbox's SQL: messages on their way, and each attempt to send one.
namespace whatsapp {

struct OutboxRow {
    std::int64_t position = 0;
    model::MessageId message;
    model::ConversationId conversation;
    model::NumberId number;
    std::string base_url;
    model::Identities to;
    std::string type = "text";
    std::string text;
    model::MessageStatus state = model::MessageStatus::queued;
    model::AttemptId attempt;  // the one under way or the last; empty while queued
    std::string wamid;
    std::int64_t tries = 0;
    core::WallTime not_before;
    core::WallTime queued_at;
    core::WallTime changed_at;  // since when it is in this state
    std::optional<model::MessageError> error;
    std::string request_id;  // of the request that queued it, for the log; "" where none did
};

struct Attempt {
    model::AttemptId id;
    model::MessageId message;
    model::NumberId number;
    std::string wamid;
    std::string outcome;  // "", "accepted", "not_sent", "failed", "unconfirmed"
    std::optional<model::MessageStatus> status;  // the highest that Meta told
    bool confirmed = false;                      // `sent` or better was told: Meta has taken it on
    std::optional<model::MessageError> error;    // of a `failed` status
};

void insert_row(store::Transaction& tx, const Outgoing& outgoing, const std::string& base_url);
std::optional<OutboxRow> find_row(store::Transaction& tx, const model::MessageId& message);
// Writes everything of the row that changes but its position.
void update_row(store::Transaction& tx, const OutboxRow& row);
void move_to_tail(store::Transaction& tx, const model::MessageId& message);
void set_lane(store::Transaction& tx, const model::MessageId& message,
              const model::ConversationId& lane);
std::vector<model::MessageId> queued_in_lane(store::Transaction& tx,
                                             const model::ConversationId& lane);

// What decides what a lane may do next.
struct LaneView {
    std::optional<OutboxRow> head;  // the first queued message
    bool dispatching = false;
    std::optional<core::WallTime> unconfirmed_since;  // the newest unconfirmed message's
};
LaneView view_lane(store::Transaction& tx, const model::ConversationId& conversation);

// Lanes with messages queued at higher positions than `after`, in the order of these; at most
// `limit` messages. One lane may come more than once. Those of a number that stands still are left
// out: nothing of them can go, and there may be very many.
struct QueuedMessage {
    std::int64_t position = 0;
    model::ConversationId conversation;
    model::NumberId number;
};
std::vector<QueuedMessage> queued_after(store::Transaction& tx, std::int64_t after,
                                        std::int64_t limit);
// Of the `limit` messages at the front of the whole queue those that were queued by then.
std::vector<QueuedMessage> queued_until(store::Transaction& tx, core::WallTime then,
                                        std::int64_t limit);
// Since when the message at the front of the whole queue waits; absent when none does.
std::optional<core::WallTime> oldest_queued_at(store::Transaction& tx);
std::vector<model::MessageId> dispatching_messages(store::Transaction& tx);

void insert_attempt(store::Transaction& tx, const Attempt& attempt);
std::optional<Attempt> find_attempt(store::Transaction& tx, const model::AttemptId& id);
std::optional<Attempt> find_attempt_by_wamid(store::Transaction& tx, const model::NumberId& number,
                                             std::string_view wamid);
void update_attempt(store::Transaction& tx, const Attempt& attempt);

}  // namespace whatsapp
