#pragma once

#include <vector>

#include "core/result.hpp"
#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "model/principal.hpp"
#include "store/transaction.hpp"

// The one check of who sees what: model::may_see, for a conversation and for a contact. What may
// not be seen is not found, as if it did not exist.
namespace inbox {

// Fails with inbox.not_found.
core::Result<model::Conversation> visible_conversation(store::Transaction& tx,
                                                       const model::Principal& principal,
                                                       const model::ConversationId& id);

// Staff see every contact, agents those with whom they see a conversation.
// Fails with inbox.contact_not_found.
core::Result<model::Contact> visible_contact(store::Transaction& tx,
                                             const model::Principal& principal,
                                             const model::ContactId& id);
bool may_see_contact(store::Transaction& tx, const model::Principal& principal,
                     const model::ContactId& id);

}  // namespace inbox
