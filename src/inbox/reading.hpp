#pragma once

#include "core/result.hpp"
#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

namespace inbox {

// An agent has the conversation before them: nothing in it is unread, and they have seen it up to
// its last message. Announced only where something was unread. Fails with inbox.not_found.
struct Reading {
    model::ConversationId conversation;
    model::UserId agent;
};
core::Result<model::Conversation> mark_read(store::Transaction& tx, const Reading& reading);

}  // namespace inbox
