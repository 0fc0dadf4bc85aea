#pragma once

#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/identities.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"

namespace whatsapp {

// A message that inbox hands over for sending, in the transaction that stored it as `queued`.
struct Outgoing {
    model::MessageId message;
    model::ConversationId conversation;  // its lane: one at a time, in this order
    model::NumberId number;              // the channel number that sends
    model::Identities to;
    std::string text;  // 1 to 4096 characters
};

// Puts the message at the tail of its conversation's lane, state `queued`. After the commit the
// dispatcher is told by the event bus (the message's own events).
// Fails with outbox.unknown_number where the channel number has no credentials.
core::Result<> enqueue(store::Transaction& tx, const Outgoing& outgoing);

// What is still queued in one conversation's lane goes to the tail of another's, in its order: the
// first has become part of the second. What is under way already ends where it is.
struct LaneMove {
    model::ConversationId from;
    model::ConversationId to;
};
void move_lane(store::Transaction& tx, const LaneMove& move);

// A person says "send again" of an `unconfirmed` or `failed` message: a new attempt at the tail of
// the lane. Fails with outbox.not_waiting (conflict) in any other state. The sinks are not called:
// the caller updates its copy to `queued`.
core::Result<> send_again(store::Transaction& tx, const model::MessageId& message);

// A person says "leave it" of an `unconfirmed` message: it ends as `failed` (outbox.left).
core::Result<model::MessageError> leave(store::Transaction& tx, const model::MessageId& message);

// Cancels a `queued` message; one that is `dispatching` or beyond fails with outbox.under_way
// (409).
core::Result<> cancel(store::Transaction& tx, const model::MessageId& message);

}  // namespace whatsapp
