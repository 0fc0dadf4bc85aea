#include "inbox/contacts.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "core/check.hpp"
#include "inbox/contacts_store.hpp"
#include "inbox/merging.hpp"

namespace inbox {
namespace {

ContactRow contact_of(store::Transaction& tx, const model::ContactId& id) {
    auto contact = find_contact(tx, id);
    core::check(contact.has_value(), "identities lead to contacts that exist");
    return std::move(*contact);
}

// The contact that has the phone now, or had it at `at` as far as we know; absent for nobody.
std::optional<model::ContactId> holder_of_phone(store::Transaction& tx, const std::string& phone,
                                                core::WallTime at) {
    const auto owner = find_identity(tx, {IdentityKind::phone, phone});
    if (!owner) return std::nullopt;
    const auto contact = contact_of(tx, owner->contact);
    if (contact.shown.phone == phone || at <= contact.phone_at) return owner->contact;
    return std::nullopt;
}

std::optional<model::ContactId> holder_of(store::Transaction& tx, IdentityKind kind,
                                          const std::string& value) {
    if (value.empty()) return std::nullopt;
    const auto owner = find_identity(tx, {kind, value});
    if (!owner) return std::nullopt;
    return owner->contact;
}

model::ContactId make_contact(store::Transaction& tx, core::WallTime profile_at) {
    ContactRow contact;
    contact.shown.id = model::ContactId{tx.new_id()};
    contact.profile_at = profile_at;
    contact.phone_at = core::WallTime{};
    contact.created_at = tx.now();
    insert_contact(tx, contact);
    return contact.shown.id;
}

// Who wrote, by what says most: the user id, then the parent's, then the phone.
std::optional<model::ContactId> find_sender(store::Transaction& tx,
                                            const model::Identities& identities,
                                            core::WallTime at) {
    if (auto known = holder_of(tx, IdentityKind::user, identities.user)) return known;
    // Another user id is another person, whatever else they share.
    const auto may_be = [&](const std::optional<model::ContactId>& contact) {
        return contact && (identities.user.empty() || !has_user_id(tx, *contact));
    };
    const auto parent = holder_of(tx, IdentityKind::parent_user, identities.parent_user);
    if (may_be(parent)) return parent;
    if (identities.phone.empty()) return std::nullopt;
    const auto phone = holder_of_phone(tx, identities.phone, at);
    return may_be(phone) ? phone : std::nullopt;
}

// The person is known by this user id from now on, unless it is one of their former ones: those go
// on leading to them.
void claim_user(store::Transaction& tx, const model::ContactId& id, const std::string& user) {
    if (user.empty() || holder_of(tx, IdentityKind::user, user)) return;
    save_identity(tx, {IdentityKind::user, user}, {id, tx.now()});
    auto contact = contact_of(tx, id);
    contact.user_id = user;
    save_contact(tx, contact);
}

// A number that a person had until now; nothing is taken from somebody else.
void remember_phone(store::Transaction& tx, const model::ContactId& id, const std::string& phone) {
    if (phone.empty() || find_identity(tx, {IdentityKind::phone, phone})) return;
    save_identity(tx, {IdentityKind::phone, phone}, {id, tx.now()});
}

// A parent's id is not moved: where two contacts share it, the first has it.
void claim_parent(store::Transaction& tx, ContactRow& contact, const std::string& parent) {
    if (parent.empty() || holder_of(tx, IdentityKind::parent_user, parent)) return;
    save_identity(tx, {IdentityKind::parent_user, parent}, {contact.shown.id, tx.now()});
    contact.parent_user_id = parent;
}

// Somebody was heard with a number.
struct PhoneClaim {
    const std::string& phone;
    core::WallTime at;
};

// Both the number and the person keep the newest word on them, so that the order in which words
// come does not matter. Returns whether the contact's shown phone changed.
bool claim_phone(store::Transaction& tx, ContactRow& contact, const PhoneClaim& claim,
                 ChangedContacts& changed) {
    const auto before = contact.shown.phone;
    const auto owner = find_identity(tx, {IdentityKind::phone, claim.phone});
    const bool is_others = owner && owner->contact != contact.shown.id;
    const bool becomes_ours = !is_others || owner->claimed_at <= claim.at;
    if (is_others && becomes_ours) {
        auto former = contact_of(tx, owner->contact);
        if (former.shown.phone == claim.phone) {
            former.shown.phone.reset();
            save_contact(tx, former);
            changed.insert(former.shown.id);
        }
    }
    if (becomes_ours) {
        const auto since = owner ? std::max(owner->claimed_at, claim.at) : claim.at;
        save_identity(tx, {IdentityKind::phone, claim.phone}, {contact.shown.id, since});
    }
    if (contact.phone_at <= claim.at) {
        contact.phone_at = claim.at;
        contact.shown.phone.reset();
        if (becomes_ours) contact.shown.phone = claim.phone;
    }
    return contact.shown.phone != before;
}

bool take_profile(ContactRow& contact, const Sender& sender) {
    if (sender.at < contact.profile_at) return false;
    const auto before = contact.shown;
    if (!sender.name.empty()) contact.shown.name = sender.name;
    if (!sender.username.empty()) contact.shown.username = sender.username;
    contact.profile_at = sender.at;
    return contact.shown.name != before.name || contact.shown.username != before.username;
}

// Who else the message shows to be the same person: the holder of its phone or parent's id, as
// long as at most one of the two has a user id.
model::ContactId join_same_person(store::Transaction& tx, model::ContactId contact,
                                  const Sender& sender, ChangedContacts& changed) {
    const auto join = [&](const std::optional<model::ContactId>& other) {
        if (!other || *other == contact) return;
        if (has_user_id(tx, *other) && has_user_id(tx, contact)) return;
        contact = merge_contacts(tx, {contact, *other});
        changed.insert(contact);
    };
    join(holder_of(tx, IdentityKind::parent_user, sender.identities.parent_user));
    // A message from before the person's present number says nothing of who has the old one now.
    if (!sender.identities.phone.empty() && contact_of(tx, contact).phone_at <= sender.at)
        join(holder_of_phone(tx, sender.identities.phone, sender.at));
    return contact;
}

}  // namespace

model::ContactId take_contact(store::Transaction& tx, const Sender& sender,
                              ChangedContacts& changed) {
    const auto& identities = sender.identities;
    if (identities.empty()) throw std::invalid_argument("a sender without any identity");

    auto id = find_sender(tx, identities, sender.at);
    if (!id) id = make_contact(tx, sender.at);
    claim_user(tx, *id, identities.user);
    id = join_same_person(tx, *id, sender, changed);

    auto contact = contact_of(tx, *id);
    claim_parent(tx, contact, identities.parent_user);
    bool differs = take_profile(contact, sender);
    // A number alone says where a message came from; whose it is, a user id says.
    const bool claims = !identities.user.empty() || !contact.shown.phone.has_value();
    if (!identities.phone.empty() && claims)
        differs |= claim_phone(tx, contact, {identities.phone, sender.at}, changed);
    save_contact(tx, contact);
    if (differs) changed.insert(*id);
    return *id;
}

model::ContactId take_group(store::Transaction& tx, const std::string& group) {
    if (auto known = holder_of(tx, IdentityKind::group, group)) return *known;
    const auto id = make_contact(tx, tx.now());
    save_identity(tx, {IdentityKind::group, group}, {id, tx.now()});
    return id;
}

void rename_contact(store::Transaction& tx, const Renaming& renaming, ChangedContacts& changed) {
    const auto& [before, after] = renaming;
    if (before.empty()) throw std::invalid_argument("a notice about nobody");

    auto known = find_sender(tx, before, tx.now());
    // A notice before the person's first message makes the contact: late messages under the former
    // identities will find it.
    auto id = known ? *known : make_contact(tx, tx.now());
    claim_user(tx, id, before.user);
    remember_phone(tx, id, before.phone);

    const auto join = [&](const std::optional<model::ContactId>& other) {
        if (other && *other != id) id = merge_contacts(tx, {id, *other});
    };
    // The same user id is the same person: both contacts are named by it from now on.
    join(holder_of(tx, IdentityKind::user, after.user));
    if (!after.phone.empty()) {
        const auto other = holder_of_phone(tx, after.phone, tx.now());
        if (other && !(has_user_id(tx, *other) && has_user_id(tx, id))) join(other);
    }
    auto contact = contact_of(tx, id);
    if (!after.user.empty()) {
        save_identity(tx, {IdentityKind::user, after.user}, {id, tx.now()});
        contact.user_id = after.user;
    }
    claim_parent(tx, contact, after.parent_user);
    if (!after.phone.empty()) claim_phone(tx, contact, {after.phone, tx.now()}, changed);
    save_contact(tx, contact);
    changed.insert(id);
}

}  // namespace inbox
