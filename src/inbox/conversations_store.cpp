#include "inbox/conversations_store.hpp"

#include "inbox/messages_store.hpp"

namespace inbox {
namespace {

constexpr int contact_first = 11;
constexpr int case_first = contact_first + 4;
constexpr int message_first = case_first + 6;

// Every query of whole conversations begins so; what follows chooses the rows.
std::string select(std::string_view rest) {
    std::string sql =
        "SELECT c.id, c.number_id, c.team_id, c.assignee_id, ca.name, c.mode, c.unread, "
        "c.last_inbound_at, c.waiting_since, c.updated_at, c.last_message_id, "
        "k.id, k.name, k.phone, k.username, "
        "cs.id, cs.state, cs.opened_at, cs.first_reply_at, cs.resolved_at, cs.snoozed_until, ";
    sql += message_columns;
    sql +=
        " FROM conversations c JOIN contacts k ON k.id = c.contact_id "
        "LEFT JOIN agents ca ON ca.id = c.assignee_id "
        "LEFT JOIN cases cs ON cs.id = c.case_id "
        "LEFT JOIN messages m ON m.id = c.last_message_id "
        "LEFT JOIN agents ma ON ma.id = m.author_id WHERE ";
    sql += rest;
    return sql;
}

model::Conversation read_conversation(const store::Rows& rows) {
    model::Conversation conversation;
    conversation.id = rows.id<model::ConversationId>(0);
    conversation.number = rows.id<model::NumberId>(1);
    conversation.team = rows.id<model::TeamId>(2);
    conversation.assignee = rows.id<model::UserId>(3);
    conversation.assignee_name = rows.text(4);
    conversation.mode = model::parse_mode(rows.view(5)).value_or(model::Mode::spectator);
    conversation.unread = rows.integer(6);
    conversation.last_inbound_at = rows.optional_time(7);
    conversation.waiting_since = rows.optional_time(8);
    conversation.updated_at = rows.time(9);
    conversation.contact = {rows.id<model::ContactId>(contact_first), rows.text(contact_first + 1),
                            rows.optional_text(contact_first + 2),
                            rows.optional_text(contact_first + 3)};
    if (!rows.is_null(case_first))
        conversation.current_case =
            model::Case{rows.id<model::CaseId>(case_first),
                        model::parse_case_state(rows.view(case_first + 1)).value(),
                        rows.time(case_first + 2),
                        rows.optional_time(case_first + 3),
                        rows.optional_time(case_first + 4),
                        rows.optional_time(case_first + 5)};
    if (!rows.is_null(message_first)) conversation.last_message = read_message(rows, message_first);
    return conversation;
}

std::optional<model::Conversation> read_one(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_conversation(rows);
}

std::optional<model::ConversationId> find_alias(store::Transaction& tx,
                                                const model::ConversationId& id) {
    auto rows = tx.rows("SELECT conversation_id FROM conversation_aliases WHERE alias = $1", {id});
    if (!rows.next()) return std::nullopt;
    return rows.id<model::ConversationId>(0);
}

void note_scope(store::Transaction& tx, const model::Conversation& conversation) {
    tx.run(
        "INSERT INTO conversation_scopes (number_id, team_id) VALUES ($1, $2) "
        "ON CONFLICT (number_id, team_id) DO NOTHING",
        {conversation.number.text(), conversation.team.text()});
}

std::string_view case_state(const model::Conversation& conversation) {
    return conversation.current_case ? model::to_string(conversation.current_case->state) : "";
}

}  // namespace

std::optional<model::Conversation> find_conversation(store::Transaction& tx,
                                                     const model::ConversationId& id) {
    static const auto sql = select("c.id = $1");
    if (auto found = read_one(tx.rows(sql, {id}))) return found;
    const auto survivor = find_alias(tx, id);
    if (!survivor) return std::nullopt;
    return read_one(tx.rows(sql, {*survivor}));
}

std::optional<model::Conversation> find_conversation(store::Transaction& tx,
                                                     const Parties& parties) {
    static const auto sql = select("c.number_id = $1 AND c.contact_id = $2");
    return read_one(tx.rows(sql, {parties.number, parties.contact}));
}

std::vector<model::ConversationId> conversations_of(store::Transaction& tx,
                                                    const model::ContactId& contact) {
    std::vector<model::ConversationId> ids;
    auto rows =
        tx.rows("SELECT id FROM conversations WHERE contact_id = $1 ORDER BY id", {contact});
    while (rows.next()) ids.push_back(rows.id<model::ConversationId>(0));
    return ids;
}

std::vector<model::Scope> scopes_of(store::Transaction& tx, const model::ContactId& contact) {
    std::vector<model::Scope> scopes;
    auto rows =
        tx.rows("SELECT number_id, team_id, assignee_id FROM conversations WHERE contact_id = $1",
                {contact});
    while (rows.next())
        scopes.push_back(
            {rows.id<model::NumberId>(0), rows.id<model::TeamId>(1), rows.id<model::UserId>(2)});
    return scopes;
}

std::optional<model::Scope> find_scope(store::Transaction& tx, const model::ConversationId& id) {
    auto rows =
        tx.rows("SELECT number_id, team_id, assignee_id FROM conversations WHERE id = $1", {id});
    if (!rows.next()) return std::nullopt;
    return model::Scope{rows.id<model::NumberId>(0), rows.id<model::TeamId>(1),
                        rows.id<model::UserId>(2)};
}

void insert_conversation(store::Transaction& tx, const model::Conversation& conversation) {
    tx.run(
        "INSERT INTO conversations (id, number_id, contact_id, team_id, assignee_id, mode, "
        "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {conversation.id, conversation.number, conversation.contact.id, conversation.team.text(),
         conversation.assignee.text(), model::to_string(conversation.mode), tx.now(),
         conversation.updated_at});
    note_scope(tx, conversation);
}

void save_conversation(store::Transaction& tx, const model::Conversation& conversation) {
    const auto& last = conversation.last_message;
    const auto& current = conversation.current_case;
    tx.run(
        "UPDATE conversations SET assignee_id = $1, mode = $2, unread = $3, last_message_id = $4, "
        "last_inbound_at = $5, waiting_since = $6, case_id = $7, case_state = $8, "
        "updated_at = $9 WHERE id = $10",
        {conversation.assignee.text(), model::to_string(conversation.mode), conversation.unread,
         last ? store::Value(last->id) : store::Value(nullptr), conversation.last_inbound_at,
         conversation.waiting_since, current ? store::Value(current->id) : store::Value(nullptr),
         case_state(conversation), conversation.updated_at, conversation.id});
}

void save_team(store::Transaction& tx, const model::Conversation& conversation) {
    tx.run("UPDATE conversations SET team_id = $1 WHERE id = $2",
           {conversation.team.text(), conversation.id});
    note_scope(tx, conversation);
}

void set_contact(store::Transaction& tx, const model::ConversationId& conversation,
                 const model::ContactId& contact) {
    tx.run("UPDATE conversations SET contact_id = $1 WHERE id = $2", {contact, conversation});
}

void absorb_conversation(store::Transaction& tx, const ConversationAbsorption& absorption) {
    const auto& [survivor, absorbed] = absorption;
    // Of two messages with one client id, the survivor's keeps it: its client may still repeat it.
    tx.run(
        "UPDATE messages SET client_id = NULL WHERE conversation_id = $1 AND client_id IN "
        "(SELECT client_id FROM messages WHERE conversation_id = $2 AND client_id IS NOT NULL)",
        {absorbed, survivor});
    tx.run("UPDATE messages SET conversation_id = $1 WHERE conversation_id = $2",
           {survivor, absorbed});
    tx.run("UPDATE cases SET conversation_id = $1 WHERE conversation_id = $2",
           {survivor, absorbed});
    tx.run(
        "DELETE FROM seen WHERE agent_id IN (SELECT agent_id FROM seen WHERE "
        "conversation_id = $1) AND conversation_id = $2",
        {survivor, absorbed});
    tx.run("UPDATE seen SET conversation_id = $1 WHERE conversation_id = $2", {survivor, absorbed});
    tx.run("UPDATE conversation_aliases SET conversation_id = $1 WHERE conversation_id = $2",
           {survivor, absorbed});
    tx.run("INSERT INTO conversation_aliases (alias, conversation_id) VALUES ($1, $2)",
           {absorbed, survivor});
    tx.run("DELETE FROM conversations WHERE id = $1", {absorbed});
}

std::vector<model::Scope> known_scopes(store::Transaction& tx) {
    std::vector<model::Scope> scopes;
    auto rows =
        tx.rows("SELECT number_id, team_id FROM conversation_scopes ORDER BY number_id, team_id");
    while (rows.next())
        scopes.push_back({rows.id<model::NumberId>(0), rows.id<model::TeamId>(1), model::UserId{}});
    return scopes;
}

void note_agent(store::Transaction& tx, const model::UserId& agent, const std::string& name) {
    tx.run(
        "INSERT INTO agents (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET "
        "name = excluded.name WHERE agents.name <> excluded.name",
        {agent, name});
}

void save_seen(store::Transaction& tx, const model::ConversationId& conversation,
               const model::UserId& agent, const Seen& seen) {
    tx.run(
        "INSERT INTO seen (agent_id, conversation_id, message_id, seen_at) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (agent_id, conversation_id) DO UPDATE SET "
        "message_id = excluded.message_id, seen_at = excluded.seen_at",
        {agent, conversation, seen.message, seen.at});
}

std::optional<Seen> find_seen(store::Transaction& tx, const model::ConversationId& conversation,
                              const model::UserId& agent) {
    auto rows =
        tx.rows("SELECT message_id, seen_at FROM seen WHERE agent_id = $1 AND conversation_id = $2",
                {agent, conversation});
    if (!rows.next()) return std::nullopt;
    return Seen{rows.id<model::MessageId>(0), rows.time(1)};
}

}  // namespace inbox
