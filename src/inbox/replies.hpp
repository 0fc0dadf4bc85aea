#pragma once

#include <cstddef>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"

namespace inbox {

inline constexpr std::size_t text_characters_max = 4096;  // Cloud API, text messages
inline constexpr std::size_t client_id_characters_max = 100;

struct Reply {
    model::ConversationId conversation;
    model::UserId author;       // the agent; empty for the bot
    model::ClientId client_id;  // chosen by the sender; the same id twice is one message
    std::string text;           // 1 to 4096 characters
};

// Queues a reply: the message, its place in the conversation's lane and its events, in one
// transaction. Every sender (people, bot, campaigns) sends through it. A client id that the
// conversation has already gives the stored message, or fails where that one's text is another.
// Fails with inbox.empty_text, inbox.text_too_long {max}, inbox.control_characters,
// inbox.client_id {max}, inbox.client_id_reused, inbox.not_found, inbox.window_closed,
// inbox.taken_over (the bot, after a takeover), inbox.no_address, or as whatsapp::enqueue does;
// after a failure the transaction is to be undone.
core::Result<model::Message> queue_reply(store::Transaction& tx, const Reply& reply,
                                         core::WallTime now);

}  // namespace inbox
