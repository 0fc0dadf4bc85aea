#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/conversation.hpp"
#include "model/message.hpp"
#include "model/principal.hpp"
#include "store/transaction.hpp"

// What the room writes into the event log: whole states, for those who may see the conversation.
namespace inbox {

namespace events {
inline constexpr std::string_view new_message = "new_message";       // {message, conversation}
inline constexpr std::string_view updated = "conversation_updated";  // {conversation}
inline constexpr std::string_view taken = "conversation_taken";      // {conversation}
inline constexpr std::string_view removed = "conversation_removed";  // {id}
inline constexpr std::string_view status_update = "message_status_update";  // {message}
inline constexpr std::string_view failed = "message_failed";                // {message}
}  // namespace events

// A message of the conversation came, and the conversation looks as given.
void announce_message(store::Transaction& tx, std::string_view name, const model::Message& message,
                      const model::Conversation& conversation);
// The conversation looks as given: `updated` or `taken`.
void announce_conversation(store::Transaction& tx, const model::Conversation& conversation,
                           std::string_view name = events::updated);
// The message's status changed. The conversation's lastMessage, where it is this one, is told by
// this too.
void announce_status(store::Transaction& tx, const model::Message& message,
                     const model::Scope& scope);

// Who no longer sees a conversation, and who does.
struct RoomsLosing {
    std::vector<std::string> losing;
    std::vector<std::string> keeping;
};
void announce_removed(store::Transaction& tx, const model::ConversationId& conversation,
                      const RoomsLosing& rooms);
// Tells those who saw the conversation under its former scope and do not now; nobody otherwise.
void announce_scope_change(store::Transaction& tx, const model::Conversation& conversation,
                           const model::Scope& before);

}  // namespace inbox
