#include "auth/api_keys.hpp"

#include "auth/accounts.hpp"
#include "auth/auth_events.hpp"
#include "auth/auth_store.hpp"
#include "auth/tokens.hpp"
#include "core/json_text.hpp"

namespace auth {
namespace {

constexpr std::size_t shown_characters = 8;  // 48 of the 256 bits: enough to tell keys apart

std::string time_or_null(const std::optional<core::WallTime>& time) {
    return time ? '"' + core::to_iso8601(*time) + '"' : "null";
}

std::string limit_to_json(const core::RateLimit& limit) {
    return core::JsonObject()
        .integer("max", limit.max)
        .integer("windowMs", limit.window.count())
        .take();
}

std::string rights_to_json(const ApiKey& key) {
    return core::JsonObject()
        .text("shown", key.shown)
        .text("owner", key.owner.text())
        .text("role", model::to_string(key.role))
        .raw("teams", ids_to_json(key.teams))
        .raw("numbers", ids_to_json(key.numbers))
        .raw("limit", limit_to_json(key.limit))
        .raw("expiresAt", time_or_null(key.expires_at))
        .take();
}

std::optional<core::Error> fault_in(const NewApiKey& fresh, core::WallTime now) {
    if (fresh.limit.max < 1 || fresh.limit.max > core::RateWindow::max_max ||
        fresh.limit.window.count() < 1 || fresh.limit.window > api_key_window_max)
        return core::Error{
            core::Kind::invalid, "auth.key_limit_invalid", {{"max", core::RateWindow::max_max}}};
    if (fresh.expires_at && *fresh.expires_at <= now)
        return core::Error{core::Kind::invalid, "auth.key_expiry"};
    return std::nullopt;
}

void end(store::Transaction& tx, const ApiKey& key, std::string_view action, const Actor& actor) {
    end_api_key_row(tx, key.id);
    write_audit(tx, actor, {action, key.id.text(), rights_to_json(key)});
    announce(tx, key, ApiKeyIs::over);
}

}  // namespace

std::string to_json(const ApiKey& key) {
    return core::JsonObject()
        .text("id", key.id.text())
        .text("name", key.name)
        .text("owner", key.owner.text())
        .text("shown", key.shown)
        .text("role", model::to_string(key.role))
        .raw("teams", ids_to_json(key.teams))
        .raw("numbers", ids_to_json(key.numbers))
        .raw("limit", limit_to_json(key.limit))
        .text("createdAt", core::to_iso8601(key.created_at))
        .raw("expiresAt", time_or_null(key.expires_at))
        .raw("lastUsedAt", time_or_null(key.last_used_at))
        .take();
}

ApiKeySecret make_api_key_secret(core::Random& random) {
    ApiKeySecret secret;
    secret.whole = std::string(api_key_start) + random.token(opaque_token_bytes);
    secret.shown = secret.whole.substr(0, api_key_start.size() + shown_characters);
    secret.hash = hash_of_token(secret.whole);
    return secret;
}

bool may_own(const Account& owner, model::Role role) {
    return !owner.disabled && owner.role != model::Role::agent && role <= owner.role;
}

core::Result<ApiKey> add_api_key(store::Transaction& tx, const NewApiKey& fresh,
                                 const model::UserId& owner, const Actor& actor) {
    const auto account = account_of(tx, owner.text());
    if (!account) return account.error();
    if (!may_own(*account, fresh.role))
        return core::Error{core::Kind::forbidden,
                           "auth.key_role",
                           {{"role", std::string(model::to_string(fresh.role))}}};
    if (const auto fault = fault_in(fresh, tx.now())) return *fault;
    const auto name = checked_name(fresh.name);
    if (!name) return name.error();
    const auto teams = teams_named(tx, fresh.teams);
    if (!teams) return teams.error();
    const auto numbers = numbers_named(fresh.numbers);
    if (!numbers) return numbers.error();
    if (count_api_keys(tx) >= api_keys_max)
        return core::Error{core::Kind::conflict, "auth.too_many_keys", {{"max", api_keys_max}}};

    const ApiKey key{.id = model::ApiKeyId{tx.new_id()},
                     .owner = account->id,
                     .name = *name,
                     .shown = fresh.shown,
                     .hash = fresh.hash,
                     .role = fresh.role,
                     .teams = *teams,
                     .numbers = *numbers,
                     .limit = fresh.limit,
                     .created_at = tx.now(),
                     .expires_at = fresh.expires_at,
                     .last_used_at = std::nullopt};
    insert_api_key(tx, key);
    write_audit(tx, actor, {"api_key_added", key.id.text(), rights_to_json(key)});
    announce(tx, key, ApiKeyIs::open);
    return key;
}

core::Result<ApiKey> revoke_api_key(store::Transaction& tx, const std::string& id_or_shown,
                                    const Actor& actor) {
    const auto key = find_api_key(tx, id_or_shown);
    if (!key)
        return core::Error{
            core::Kind::not_found, "auth.key_not_found", {{"key", id_or_shown.substr(0, 40)}}};
    end(tx, *key, "api_key_revoked", actor);
    return *key;
}

store::Swept sweep_api_keys(store::Transaction& tx) {
    store::Swept swept;
    for (const auto& key : all_api_keys(tx)) {
        if (!key.expires_at || *key.expires_at > tx.now()) continue;
        end(tx, key, "api_key_expired", Actor{.user = {}, .address = "expiry"});
        ++swept.removed;
    }
    return swept;
}

}  // namespace auth
