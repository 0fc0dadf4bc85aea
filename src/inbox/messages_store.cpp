#include "inbox/messages_store.hpp"

#include "core/check.hpp"

namespace inbox {
namespace {

// Every query of messages begins so; what follows chooses the rows.
std::string select(std::string_view rest) {
    std::string sql = "SELECT ";
    sql += message_columns;
    sql += " FROM messages m LEFT JOIN agents ma ON ma.id = m.author_id WHERE ";
    sql += rest;
    return sql;
}

std::optional<model::Message> read_one(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_message(rows, 0);
}

std::vector<model::Message> read_all(store::Rows rows) {
    std::vector<model::Message> messages;
    while (rows.next()) messages.push_back(read_message(rows, 0));
    return messages;
}

store::Value or_null(const std::string& text) {
    return text.empty() ? store::Value(nullptr) : store::Value(text);
}

std::string_view to_string(model::Direction direction) {
    return direction == model::Direction::inbound ? "inbound" : "outbound";
}

}  // namespace

model::Message read_message(const store::Rows& rows, int first) {
    model::Message message;
    message.id = rows.id<model::MessageId>(first);
    message.conversation = rows.id<model::ConversationId>(first + 1);
    message.client_id = rows.id<model::ClientId>(first + 2);
    message.direction =
        rows.view(first + 3) == "inbound" ? model::Direction::inbound : model::Direction::outbound;
    message.type = rows.text(first + 4);
    message.text = rows.optional_text(first + 5);
    message.content = rows.text(first + 6);
    message.wamid = rows.text(first + 7);
    const auto status = model::parse_message_status(rows.view(first + 8));
    core::check(status.has_value(), "only known states of a message are stored");
    message.status = *status;
    if (!rows.is_null(first + 9)) {
        model::MessageError error{rows.text(first + 9), rows.text(first + 10), std::nullopt};
        if (const auto code = rows.optional_integer(first + 11))
            error.meta_code = static_cast<int>(*code);
        message.error = std::move(error);
    }
    message.author = rows.id<model::UserId>(first + 12);
    message.author_name = rows.text(first + 13);
    message.sort_at = rows.time(first + 14);
    message.created_at = rows.time(first + 15);
    return message;
}

std::optional<model::Message> find_message(store::Transaction& tx, const model::MessageId& id) {
    static const auto sql = select("m.id = $1");
    return read_one(tx.rows(sql, {id}));
}

std::optional<model::Message> find_by_client_id(store::Transaction& tx,
                                                const model::ConversationId& conversation,
                                                const model::ClientId& client_id) {
    static const auto sql = select("m.conversation_id = $1 AND m.client_id = $2");
    return read_one(tx.rows(sql, {conversation, client_id}));
}

bool has_wamid(store::Transaction& tx, const model::NumberId& number, std::string_view wamid) {
    auto rows =
        tx.rows("SELECT 1 FROM messages WHERE number_id = $1 AND wamid = $2", {number, wamid});
    return rows.next();
}

void insert_message(store::Transaction& tx, const model::Message& message,
                    const MessageLinks& links) {
    tx.run(
        "INSERT INTO messages (id, conversation_id, number_id, client_id, direction, type, text, "
        "content, wamid, status, author_id, sender_id, reply_to_wamid, about_wamid, sort_at, "
        "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
        "$16)",
        {message.id, message.conversation, links.number, message.client_id,
         to_string(message.direction), message.type, message.text, message.content,
         or_null(message.wamid), model::to_string(message.status), message.author, links.sender,
         or_null(links.reply_to_wamid), or_null(links.about_wamid), message.sort_at,
         message.created_at});
}

void save_delivery(store::Transaction& tx, const model::Message& message) {
    const auto& error = message.error;
    tx.run(
        "UPDATE messages SET status = $1, wamid = $2, error_code = $3, error_text = $4, "
        "error_meta_code = $5 WHERE id = $6",
        {model::to_string(message.status), or_null(message.wamid),
         error ? store::Value(error->code) : store::Value(nullptr),
         error ? store::Value(error->detail) : store::Value(nullptr),
         error && error->meta_code ? store::Value(*error->meta_code) : store::Value(nullptr),
         message.id});
}

MessagePlace newest_place() {
    return {core::from_epoch_ms(INT64_MAX), ""};
}

std::vector<model::Message> messages_before(store::Transaction& tx,
                                            const model::ConversationId& conversation,
                                            const MessagePlace& place, std::int64_t limit) {
    static const auto sql = select(
        "m.conversation_id = $1 AND (m.sort_at, m.id) < ($2, $3) "
        "ORDER BY m.sort_at DESC, m.id DESC LIMIT $4");
    return read_all(tx.rows(sql, {conversation, place.sort_at, place.id, limit}));
}

std::vector<model::Message> messages_after(store::Transaction& tx,
                                           const model::ConversationId& conversation,
                                           const MessagePlace& place, std::int64_t limit) {
    static const auto sql = select(
        "m.conversation_id = $1 AND (m.sort_at, m.id) > ($2, $3) "
        "ORDER BY m.sort_at, m.id LIMIT $4");
    return read_all(tx.rows(sql, {conversation, place.sort_at, place.id, limit}));
}

}  // namespace inbox
