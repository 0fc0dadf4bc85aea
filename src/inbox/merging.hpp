#pragma once

#include "model/ids.hpp"
#include "store/transaction.hpp"

namespace inbox {

// Two contacts that turn out to be one person.
struct SamePerson {
    model::ContactId one;
    model::ContactId other;
};

// Makes them one: the older id stays, the other leads to it for ever. Their conversations on one
// number become one too, in the same way; those who saw the other are told (conversation_removed,
// and the messages that moved). The caller announces the survivor's conversations.
model::ContactId merge_contacts(store::Transaction& tx, const SamePerson& same);

}  // namespace inbox
