#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"

// The SQL of messages.
namespace inbox {

// The columns that a message is read from, in the order of read_message(); the tables are named
// m (messages) and ma (agents, the author).
inline constexpr std::string_view message_columns =
    "m.id, m.conversation_id, m.client_id, m.direction, m.type, m.text, m.content, m.wamid, "
    "m.status, m.error_code, m.error_text, m.error_meta_code, m.author_id, ma.name, m.sort_at, "
    "m.created_at";
inline constexpr int message_column_count = 16;
// Reads the message whose first column is `first`.
model::Message read_message(const store::Rows& rows, int first);

std::optional<model::Message> find_message(store::Transaction& tx, const model::MessageId& id);
std::optional<model::Message> find_by_client_id(store::Transaction& tx,
                                                const model::ConversationId& conversation,
                                                const model::ClientId& client_id);
bool has_wamid(store::Transaction& tx, const model::NumberId& number, std::string_view wamid);

// What is stored of a message and not shown in its shape.
struct MessageLinks {
    model::NumberId number;
    model::ContactId sender;  // who of a group wrote it; empty elsewhere
    std::string reply_to_wamid = "";
    std::string about_wamid = "";
};
void insert_message(store::Transaction& tx, const model::Message& message,
                    const MessageLinks& links);
// Status, wamid and error: what changes after a message is stored.
void save_delivery(store::Transaction& tx, const model::Message& message);

// A place in a conversation's order.
struct MessagePlace {
    core::WallTime sort_at;
    std::string id;
};
// Beyond every message.
MessagePlace newest_place();
// At most `limit` messages before the place (newest first), or after it (oldest first).
std::vector<model::Message> messages_before(store::Transaction& tx,
                                            const model::ConversationId& conversation,
                                            const MessagePlace& place, std::int64_t limit);
std::vector<model::Message> messages_after(store::Transaction& tx,
                                           const model::ConversationId& conversation,
                                           const MessagePlace& place, std::int64_t limit);

}  // namespace inbox
