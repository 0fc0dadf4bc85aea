#include "whatsapp/outbox_store.hpp"

#include "core/check.hpp"
#include "core/trace.hpp"

namespace whatsapp {
namespace {

constexpr std::string_view select_row =
    "SELECT position, message_id, conversation_id, number_id, base_url, to_phone, to_user, "
    "to_parent_user, type, text, state, attempt_id, wamid, tries, not_before, queued_at, "
    "changed_at, error_code, error_text, error_meta_code, request_id FROM outbox ";

constexpr std::string_view select_attempt =
    "SELECT id, message_id, number_id, wamid, outcome, status, confirmed, error_code, "
    "error_text, error_meta_code FROM attempts ";

std::string query(std::string_view select, std::string_view condition) {
    return std::string(select) + std::string(condition);
}

model::MessageStatus status_at(const store::Rows& rows, int column) {
    const auto status = model::parse_message_status(rows.view(column));
    core::check(status.has_value(), "the outbox holds states that it wrote");
    return *status;
}

// Three columns: code, text, Meta's number.
std::optional<model::MessageError> error_at(const store::Rows& rows, int column) {
    if (rows.is_null(column)) return std::nullopt;
    model::MessageError error{rows.text(column), rows.text(column + 1), std::nullopt};
    if (const auto code = rows.optional_integer(column + 2))
        error.meta_code = static_cast<int>(*code);
    return error;
}

struct ErrorValues {
    explicit ErrorValues(const std::optional<model::MessageError>& error)
        : code(error ? store::Value(error->code) : store::Value(nullptr)),
          text(error ? store::Value(error->detail) : store::Value(nullptr)),
          meta_code(error && error->meta_code ? store::Value(*error->meta_code)
                                              : store::Value(nullptr)) {}
    store::Value code;
    store::Value text;
    store::Value meta_code;
};

std::optional<OutboxRow> one_row(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    OutboxRow row;
    row.position = rows.integer(0);
    row.message = rows.id<model::MessageId>(1);
    row.conversation = rows.id<model::ConversationId>(2);
    row.number = rows.id<model::NumberId>(3);
    row.base_url = rows.text(4);
    row.to = {.user = rows.text(6), .parent_user = rows.text(7), .phone = rows.text(5)};
    row.type = rows.text(8);
    row.text = rows.text(9);
    row.state = status_at(rows, 10);
    row.attempt = rows.id<model::AttemptId>(11);
    row.wamid = rows.text(12);
    row.tries = rows.integer(13);
    row.not_before = rows.time(14);
    row.queued_at = rows.time(15);
    row.changed_at = rows.time(16);
    row.error = error_at(rows, 17);
    row.request_id = rows.text(20);
    return row;
}

std::vector<QueuedMessage> queued_messages(store::Rows rows) {
    std::vector<QueuedMessage> queued;
    while (rows.next())
        queued.push_back(
            {rows.integer(0), rows.id<model::ConversationId>(1), rows.id<model::NumberId>(2)});
    return queued;
}

std::optional<Attempt> one_attempt(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    Attempt attempt;
    attempt.id = rows.id<model::AttemptId>(0);
    attempt.message = rows.id<model::MessageId>(1);
    attempt.number = rows.id<model::NumberId>(2);
    attempt.wamid = rows.text(3);
    attempt.outcome = rows.text(4);
    if (!rows.view(5).empty()) attempt.status = status_at(rows, 5);
    attempt.confirmed = rows.boolean(6);
    attempt.error = error_at(rows, 7);
    return attempt;
}

}  // namespace

void insert_row(store::Transaction& tx, const Outgoing& outgoing, const std::string& base_url) {
    const auto* trace = core::Trace::current();
    tx.run(
        "INSERT INTO outbox (position, message_id, conversation_id, number_id, base_url, "
        "to_phone, to_user, to_parent_user, type, text, state, queued_at, changed_at, request_id) "
        "SELECT COALESCE(MAX(position), 0) + 1, $1, $2, $3, $4, $5, $6, $7, 'text', $8, 'queued', "
        "$9, $9, $10 FROM outbox",
        {outgoing.message, outgoing.conversation, outgoing.number, base_url, outgoing.to.phone,
         outgoing.to.user, outgoing.to.parent_user, outgoing.text, tx.now(),
         trace ? trace->id() : std::string()});
}

std::optional<OutboxRow> find_row(store::Transaction& tx, const model::MessageId& message) {
    return one_row(tx.rows(query(select_row, "WHERE message_id = $1"), {message}));
}

void update_row(store::Transaction& tx, const OutboxRow& row) {
    const ErrorValues error(row.error);
    tx.run(
        "UPDATE outbox SET state = $1, attempt_id = $2, wamid = $3, tries = $4, not_before = $5, "
        "queued_at = $6, changed_at = $7, error_code = $8, error_text = $9, error_meta_code = $10 "
        "WHERE message_id = $11",
        {model::to_string(row.state), row.attempt, row.wamid, row.tries, row.not_before,
         row.queued_at, row.changed_at, error.code, error.text, error.meta_code, row.message});
}

void move_to_tail(store::Transaction& tx, const model::MessageId& message) {
    tx.run(
        "UPDATE outbox SET position = (SELECT MAX(position) + 1 FROM outbox) WHERE "
        "message_id = $1",
        {message});
}

void set_lane(store::Transaction& tx, const model::MessageId& message,
              const model::ConversationId& lane) {
    tx.run("UPDATE outbox SET conversation_id = $1 WHERE message_id = $2", {lane, message});
}

std::vector<model::MessageId> queued_in_lane(store::Transaction& tx,
                                             const model::ConversationId& lane) {
    std::vector<model::MessageId> messages;
    auto rows = tx.rows(
        "SELECT message_id FROM outbox WHERE conversation_id = $1 AND state = 'queued' AND "
        "state IN ('queued', 'dispatching', 'unconfirmed') ORDER BY position",
        {lane});
    while (rows.next()) messages.push_back(rows.id<model::MessageId>(0));
    return messages;
}

// The condition on `state` is written twice, since SQLite takes the partial index only where the
// index's own condition stands in the query.
LaneView view_lane(store::Transaction& tx, const model::ConversationId& conversation) {
    LaneView lane;
    lane.head = one_row(tx.rows(
        query(select_row,
              "WHERE conversation_id = $1 AND state IN ('queued', 'dispatching', 'unconfirmed') "
              "AND state = 'queued' ORDER BY position LIMIT 1"),
        {conversation}));
    auto rows = tx.rows(
        "SELECT state, changed_at FROM outbox WHERE conversation_id = $1 AND state IN ('queued', "
        "'dispatching', 'unconfirmed') AND state <> 'queued'",
        {conversation});
    while (rows.next()) {
        if (rows.view(0) == "dispatching") {
            lane.dispatching = true;
        } else if (!lane.unconfirmed_since || rows.time(1) > *lane.unconfirmed_since) {
            lane.unconfirmed_since = rows.time(1);
        }
    }
    return lane;
}

std::vector<QueuedMessage> queued_after(store::Transaction& tx, std::int64_t after,
                                        std::int64_t limit) {
    return queued_messages(tx.rows(
        "SELECT position, conversation_id, number_id FROM outbox WHERE state = 'queued' AND "
        "position > $1 AND number_id NOT IN (SELECT id FROM channel_numbers WHERE fault <> '') "
        "ORDER BY position LIMIT $2",
        {after, limit}));
}

std::vector<QueuedMessage> queued_until(store::Transaction& tx, core::WallTime then,
                                        std::int64_t limit) {
    return queued_messages(tx.rows(
        "SELECT position, conversation_id, number_id FROM (SELECT position, conversation_id, "
        "number_id, queued_at FROM outbox WHERE state = 'queued' ORDER BY position LIMIT $1) AS "
        "front WHERE queued_at <= $2 ORDER BY position",
        {limit, then}));
}

std::optional<core::WallTime> oldest_queued_at(store::Transaction& tx) {
    auto rows =
        tx.rows("SELECT queued_at FROM outbox WHERE state = 'queued' ORDER BY position LIMIT 1");
    if (!rows.next()) return std::nullopt;
    return rows.time(0);
}

std::vector<model::MessageId> dispatching_messages(store::Transaction& tx) {
    auto rows =
        tx.rows("SELECT message_id FROM outbox WHERE state = 'dispatching' ORDER BY position");
    std::vector<model::MessageId> messages;
    while (rows.next()) messages.push_back(rows.id<model::MessageId>(0));
    return messages;
}

void insert_attempt(store::Transaction& tx, const Attempt& attempt) {
    tx.run(
        "INSERT INTO attempts (id, message_id, number_id, outcome, at) VALUES ($1, $2, $3, $4, "
        "$5)",
        {attempt.id, attempt.message, attempt.number, attempt.outcome, tx.now()});
}

std::optional<Attempt> find_attempt(store::Transaction& tx, const model::AttemptId& id) {
    return one_attempt(tx.rows(query(select_attempt, "WHERE id = $1"), {id}));
}

std::optional<Attempt> find_attempt_by_wamid(store::Transaction& tx, const model::NumberId& number,
                                             std::string_view wamid) {
    return one_attempt(
        tx.rows(query(select_attempt, "WHERE number_id = $1 AND wamid = $2 AND wamid <> ''"),
                {number, wamid}));
}

void update_attempt(store::Transaction& tx, const Attempt& attempt) {
    const ErrorValues error(attempt.error);
    tx.run(
        "UPDATE attempts SET wamid = $1, outcome = $2, status = $3, confirmed = $4, error_code = "
        "$5, error_text = $6, error_meta_code = $7 WHERE id = $8",
        {attempt.wamid, attempt.outcome,
         attempt.status ? model::to_string(*attempt.status) : std::string_view(), attempt.confirmed,
         error.code, error.text, error.meta_code, attempt.id});
}

}  // namespace whatsapp
