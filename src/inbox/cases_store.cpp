#include "inbox/cases_store.hpp"

namespace inbox {

void insert_case(store::Transaction& tx, const model::ConversationId& conversation,
                 const model::Case& new_case) {
    tx.run("INSERT INTO cases (id, conversation_id, state, opened_at) VALUES ($1, $2, $3, $4)",
           {new_case.id, conversation, model::to_string(new_case.state), new_case.opened_at});
}

void save_case(store::Transaction& tx, const model::Case& changed,
               const model::UserId& resolved_by) {
    tx.run(
        "UPDATE cases SET state = $1, first_reply_at = $2, resolved_at = $3, resolved_by = $4, "
        "snoozed_until = $5 WHERE id = $6",
        {model::to_string(changed.state), changed.first_reply_at, changed.resolved_at, resolved_by,
         changed.snoozed_until, changed.id});
}

std::vector<model::ConversationId> conversations_to_wake(store::Transaction& tx,
                                                         std::int64_t limit) {
    std::vector<model::ConversationId> ids;
    auto rows = tx.rows(
        "SELECT conversation_id FROM cases WHERE state = 'snoozed' AND snoozed_until <= $1 "
        "ORDER BY snoozed_until LIMIT $2",
        {tx.now(), limit});
    while (rows.next()) ids.push_back(rows.id<model::ConversationId>(0));
    return ids;
}

}  // namespace inbox
