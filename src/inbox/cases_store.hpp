#pragma once

#include <vector>

#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// The SQL of cases. Rules stand in cases.hpp.
namespace inbox {

void insert_case(store::Transaction& tx, const model::ConversationId& conversation,
                 const model::Case& new_case);
// `resolved_by` is empty for a case that is not resolved, and for one that nobody resolved.
void save_case(store::Transaction& tx, const model::Case& changed,
               const model::UserId& resolved_by = {});
// Conversations whose case was snoozed until now or before, the longest due first.
std::vector<model::ConversationId> conversations_to_wake(store::Transaction& tx,
                                                         std::int64_t limit);

}  // namespace inbox
