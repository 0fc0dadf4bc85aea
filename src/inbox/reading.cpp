#include "inbox/reading.hpp"

#include "inbox/conversations_store.hpp"
#include "inbox/events.hpp"

namespace inbox {

core::Result<model::Conversation> mark_read(store::Transaction& tx, const Reading& reading) {
    auto conversation = find_conversation(tx, reading.conversation);
    if (!conversation) return core::Error{core::Kind::not_found, "inbox.not_found"};
    if (conversation->last_message)
        save_seen(tx, conversation->id, reading.agent, {conversation->last_message->id, tx.now()});
    if (conversation->unread == 0) return std::move(*conversation);
    conversation->unread = 0;
    save_conversation(tx, *conversation);
    announce_conversation(tx, *conversation);
    return std::move(*conversation);
}

}  // namespace inbox
