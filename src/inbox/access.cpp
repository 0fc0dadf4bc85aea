#include "inbox/access.hpp"

#include <algorithm>

#include "inbox/contacts_store.hpp"
#include "inbox/conversations_store.hpp"

namespace inbox {

core::Result<model::Conversation> visible_conversation(store::Transaction& tx,
                                                       const model::Principal& principal,
                                                       const model::ConversationId& id) {
    auto conversation = find_conversation(tx, id);
    if (!conversation || !model::may_see(principal, conversation->scope()))
        return core::Error{core::Kind::not_found, "inbox.not_found"};
    return std::move(*conversation);
}

bool may_see_contact(store::Transaction& tx, const model::Principal& principal,
                     const model::ContactId& id) {
    if (model::may(principal, model::Permission::read_users)) return true;
    return std::ranges::any_of(scopes_of(tx, id), [&](const model::Scope& scope) {
        return model::may_see(principal, scope);
    });
}

core::Result<model::Contact> visible_contact(store::Transaction& tx,
                                             const model::Principal& principal,
                                             const model::ContactId& id) {
    const auto contact = find_contact(tx, resolve_contact_alias(tx, id));
    if (!contact || !may_see_contact(tx, principal, contact->shown.id))
        return core::Error{core::Kind::not_found, "inbox.contact_not_found"};
    return contact->shown;
}

}  // namespace inbox
