#include "inbox/contacts_store.hpp"

#include "inbox/names.hpp"

namespace inbox {
namespace {

std::string_view to_string(IdentityKind kind) {
    switch (kind) {
        case IdentityKind::user: return "user";
        case IdentityKind::parent_user: return "parent_user";
        case IdentityKind::phone: return "phone";
        case IdentityKind::group: return "group";
    }
    return "";
}

model::Contact read_shown(const store::Rows& rows) {
    return {rows.id<model::ContactId>(0), rows.text(1), rows.optional_text(3),
            rows.optional_text(2)};
}

std::vector<model::Contact> read_all(store::Rows rows) {
    std::vector<model::Contact> contacts;
    while (rows.next()) contacts.push_back(read_shown(rows));
    return contacts;
}

// "" becomes NULL.
store::Value or_null(const std::string& text) {
    return text.empty() ? store::Value(nullptr) : store::Value(text);
}

}  // namespace

std::optional<ContactRow> find_contact(store::Transaction& tx, const model::ContactId& id) {
    auto rows = tx.rows(
        "SELECT id, name, username, phone, user_id, parent_user_id, profile_at, phone_at, "
        "created_at FROM contacts WHERE id = $1",
        {id});
    if (!rows.next()) return std::nullopt;
    return ContactRow{read_shown(rows), rows.text(4), rows.text(5),
                      rows.time(6),     rows.time(7), rows.time(8)};
}

model::ContactId resolve_contact_alias(store::Transaction& tx, const model::ContactId& id) {
    auto rows = tx.rows("SELECT contact_id FROM contact_aliases WHERE alias = $1", {id});
    return rows.next() ? rows.id<model::ContactId>(0) : id;
}

void insert_contact(store::Transaction& tx, const ContactRow& contact) {
    const auto& shown = contact.shown;
    tx.run(
        "INSERT INTO contacts (id, name, sort_name, username, phone, user_id, parent_user_id, "
        "profile_at, phone_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {shown.id, shown.name, sort_key(shown.name), shown.username, shown.phone,
         or_null(contact.user_id), or_null(contact.parent_user_id), contact.profile_at,
         contact.phone_at, contact.created_at});
}

void save_contact(store::Transaction& tx, const ContactRow& contact) {
    const auto& shown = contact.shown;
    tx.run(
        "UPDATE contacts SET name = $1, sort_name = $2, username = $3, phone = $4, user_id = $5, "
        "parent_user_id = $6, profile_at = $7, phone_at = $8 WHERE id = $9",
        {shown.name, sort_key(shown.name), shown.username, shown.phone, or_null(contact.user_id),
         or_null(contact.parent_user_id), contact.profile_at, contact.phone_at, shown.id});
}

std::optional<IdentityOwner> find_identity(store::Transaction& tx, const IdentityKey& key) {
    auto rows = tx.rows(
        "SELECT contact_id, claimed_at FROM contact_identities WHERE kind = $1 AND value = $2",
        {to_string(key.kind), key.value});
    if (!rows.next()) return std::nullopt;
    return IdentityOwner{rows.id<model::ContactId>(0), rows.time(1)};
}

void save_identity(store::Transaction& tx, const IdentityKey& key, const IdentityOwner& owner) {
    tx.run(
        "INSERT INTO contact_identities (kind, value, contact_id, claimed_at) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (kind, value) DO UPDATE SET "
        "contact_id = excluded.contact_id, claimed_at = excluded.claimed_at",
        {to_string(key.kind), key.value, owner.contact, owner.claimed_at});
}

bool has_user_id(store::Transaction& tx, const model::ContactId& contact) {
    auto rows =
        tx.rows("SELECT 1 FROM contact_identities WHERE contact_id = $1 AND kind = 'user' LIMIT 1",
                {contact});
    return rows.next();
}

void absorb_contact(store::Transaction& tx, const Absorption& absorption) {
    const auto& [survivor, absorbed] = absorption;
    tx.run("UPDATE contact_identities SET contact_id = $1 WHERE contact_id = $2",
           {survivor, absorbed});
    tx.run("UPDATE contact_aliases SET contact_id = $1 WHERE contact_id = $2",
           {survivor, absorbed});
    tx.run("INSERT INTO contact_aliases (alias, contact_id) VALUES ($1, $2)", {absorbed, survivor});
    tx.run("DELETE FROM contacts WHERE id = $1", {absorbed});
}

std::vector<model::Contact> contacts_after(store::Transaction& tx, const ContactPlace& place,
                                           std::int64_t limit) {
    return read_all(
        tx.rows("SELECT id, name, username, phone FROM contacts WHERE (sort_name, id) > ($1, $2) "
                "ORDER BY sort_name, id LIMIT $3",
                {place.sort_name, place.id, limit}));
}

std::vector<model::Contact> contacts_before(store::Transaction& tx, const ContactPlace& place,
                                            std::int64_t limit) {
    return read_all(
        tx.rows("SELECT id, name, username, phone FROM contacts WHERE (sort_name, id) < ($1, $2) "
                "ORDER BY sort_name DESC, id DESC LIMIT $3",
                {place.sort_name, place.id, limit}));
}

}  // namespace inbox
