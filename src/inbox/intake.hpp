#pragma once

#include <string_view>

#include "model/conversation.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"
#include "whatsapp/sinks.hpp"

// What comes in from WhatsApp, in the transaction that records it.
namespace inbox {

// Whether a message of this type says something that wants an answer. Reactions, edits, revocations
// and notices of the system are shown, and open no case, count as unread or open a window.
bool wants_answer(std::string_view type);

// Stores the message with its contact and conversation, and announces both. A message that came
// from the business's own phone (`echo`) stands there as sent by nobody of ours.
void take_message(store::Transaction& tx, const whatsapp::InboundMessage& inbound);

void take_identity_change(store::Transaction& tx, const whatsapp::IdentityChange& change);

// The message is the conversation's last, unless a later one stands there: a late message enters
// where it belongs.
void note_last_message(model::Conversation& conversation, const model::Message& message);

}  // namespace inbox
