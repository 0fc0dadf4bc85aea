#include "whatsapp/outbox.hpp"

#include "whatsapp/channel_numbers_store.hpp"
#include "whatsapp/error_table.hpp"
#include "whatsapp/outbox_store.hpp"

namespace whatsapp {
namespace {

using model::MessageStatus;

const core::Error not_waiting{core::Kind::conflict, "outbox.not_waiting"};

void put(store::Transaction& tx, OutboxRow& row, MessageStatus state) {
    row.state = state;
    row.changed_at = tx.now();
    update_row(tx, row);
}

}  // namespace

core::Result<> enqueue(store::Transaction& tx, const Outgoing& outgoing) {
    const auto number = find_number(tx, outgoing.number);
    if (!number || number->sealed_token.empty())
        return core::Error{core::Kind::conflict, "outbox.unknown_number"};
    insert_row(tx, outgoing, number->base_url);
    return {};
}

void move_lane(store::Transaction& tx, const LaneMove& move) {
    for (const auto& message : queued_in_lane(tx, move.from)) {
        set_lane(tx, message, move.to);
        move_to_tail(tx, message);
    }
}

core::Result<> send_again(store::Transaction& tx, const model::MessageId& message) {
    auto row = find_row(tx, message);
    const bool waits =
        row && (row->state == MessageStatus::unconfirmed || row->state == MessageStatus::failed);
    if (!waits) return not_waiting;
    row->attempt = {};
    row->wamid.clear();
    row->tries = 0;
    row->not_before = {};
    row->queued_at = tx.now();
    row->error.reset();
    put(tx, *row, MessageStatus::queued);
    move_to_tail(tx, message);
    return {};
}

core::Result<model::MessageError> leave(store::Transaction& tx, const model::MessageId& message) {
    auto row = find_row(tx, message);
    if (!row || row->state != MessageStatus::unconfirmed) return not_waiting;
    row->error = to_message_error({core::Kind::conflict, "outbox.left"});
    put(tx, *row, MessageStatus::failed);
    return *row->error;
}

core::Result<> cancel(store::Transaction& tx, const model::MessageId& message) {
    auto row = find_row(tx, message);
    if (!row || row->state != MessageStatus::queued)
        return core::Error{core::Kind::conflict, "outbox.under_way"};
    put(tx, *row, MessageStatus::cancelled);
    return {};
}

}  // namespace whatsapp
