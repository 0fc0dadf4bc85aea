#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "model/conversation.hpp"
#include "model/identities.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// The SQL of contacts, their identities and their aliases. Rules stand in contacts.hpp.
namespace inbox {

// A contact with what rules need beyond the shown shape.
struct ContactRow {
    model::Contact shown;
    std::string user_id;         // the present one; "" for none
    std::string parent_user_id;  // "" for none
    core::WallTime profile_at;   // when name and username were told
    core::WallTime phone_at;     // when the phone, or its loss, was told
    core::WallTime created_at;

    model::Identities identities() const {
        return {user_id, parent_user_id, shown.phone.value_or("")};
    }
};

enum class IdentityKind { user, parent_user, phone, group };

struct IdentityKey {
    IdentityKind kind;
    std::string_view value;
};

// Where an identity leads, and since when.
struct IdentityOwner {
    model::ContactId contact;
    core::WallTime claimed_at;
};

std::optional<ContactRow> find_contact(store::Transaction& tx, const model::ContactId& id);
// The id that stands for this one now: itself, or that of the contact it became part of.
model::ContactId resolve_contact_alias(store::Transaction& tx, const model::ContactId& id);
void insert_contact(store::Transaction& tx, const ContactRow& contact);
void save_contact(store::Transaction& tx, const ContactRow& contact);

std::optional<IdentityOwner> find_identity(store::Transaction& tx, const IdentityKey& key);
void save_identity(store::Transaction& tx, const IdentityKey& key, const IdentityOwner& owner);
// Whether any user id, present or former, leads to the contact.
bool has_user_id(store::Transaction& tx, const model::ContactId& contact);

// `absorbed` ends: its identities and aliases lead to `survivor`, and so does its id.
struct Absorption {
    model::ContactId survivor;
    model::ContactId absorbed;
};
void absorb_contact(store::Transaction& tx, const Absorption& absorption);

// A place in the list by name: after (sort_name, id).
struct ContactPlace {
    std::string sort_name;
    std::string id;
};
// At most `limit` contacts beyond the place, in the list's order or against it.
std::vector<model::Contact> contacts_after(store::Transaction& tx, const ContactPlace& place,
                                           std::int64_t limit);
std::vector<model::Contact> contacts_before(store::Transaction& tx, const ContactPlace& place,
                                            std::int64_t limit);

}  // namespace inbox
