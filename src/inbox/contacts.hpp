#pragma once

#include <set>
#include <string>

#include "core/clock.hpp"
#include "model/identities.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// Who is who (architecture, section 6). A user id is a person. A phone number moves: it belongs to
// whoever was last heard with it, by the times of the messages and not by the order in which they
// came. A number heard with another user id is another person. Two contacts become one only when
// at most one of them has a user id, or when WhatsApp's notice says that both ids are one person.
namespace inbox {

// Who a message is from, as it says.
struct Sender {
    model::Identities identities;
    std::string name;      // "" when unknown
    std::string username;  // "" when unknown
    core::WallTime at;     // when it was written
};

// Contacts whose shown data changed: their conversations look different now.
using ChangedContacts = std::set<model::ContactId>;

// The sender's contact: found, made, or joined from two. Throws std::invalid_argument where the
// sender has no identity at all.
model::ContactId take_contact(store::Transaction& tx, const Sender& sender,
                              ChangedContacts& changed);

// A group as WhatsApp numbers it; it stands where a contact stands, and has no identity to send to.
model::ContactId take_group(store::Transaction& tx, const std::string& group);

// WhatsApp's notice that a person has other identities now.
struct Renaming {
    model::Identities before;
    model::Identities after;
};
void rename_contact(store::Transaction& tx, const Renaming& renaming, ChangedContacts& changed);

}  // namespace inbox
