#pragma once

#include <optional>

#include "core/clock.hpp"
#include "core/error.hpp"
#include "core/result.hpp"
#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"
#include "whatsapp/sinks.hpp"

// What becomes of a message that was queued. Its state lives in the outbox; the message's copy
// changes in the same transaction.
namespace inbox {

// Why WhatsApp would refuse the message, or a person has stopped it: inbox.window_closed,
// inbox.taken_over (the bot's, after a takeover), inbox.cancelled. Asked when the message is
// queued, and again before its first byte leaves (I-6).
std::optional<core::Error> why_not_sendable(const model::Message& message,
                                            const model::Conversation& conversation,
                                            core::WallTime now);
std::optional<core::Error> forbids(store::Transaction& tx, const whatsapp::Dispatch& dispatch);

// Copies the state that the outbox has reached, and announces it. Throws std::logic_error for a
// message that does not exist.
void take_delivery(store::Transaction& tx, const whatsapp::DeliveryChange& change);

// A person decides about a message of this conversation. Each returns the message as it is then.
// All fail with inbox.message_not_found, and as the outbox does; send_again also with
// inbox.window_closed. After a failure the transaction is to be undone.
struct MessageChoice {
    model::ConversationId conversation;
    model::MessageId message;
};
core::Result<model::Message> send_again(store::Transaction& tx, const MessageChoice& choice);
core::Result<model::Message> leave(store::Transaction& tx, const MessageChoice& choice);
core::Result<model::Message> cancel(store::Transaction& tx, const MessageChoice& choice);

}  // namespace inbox
