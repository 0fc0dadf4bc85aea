#include "auth/auth_store.hpp"
#include "core/json.hpp"
#include "core/json_text.hpp"

namespace auth {
namespace {

template <class Ids>
std::set<Ids> read_ids(const std::string& text) {
    std::set<Ids> ids;
    if (const auto list = core::parse_json(text); list && list->is_array())
        for (const auto& one : list->as_array())
            if (one.is_string()) ids.emplace(std::string(one.as_string()));
    return ids;
}

ApiKey read_key(const store::Rows& rows) {
    ApiKey key;
    key.id = rows.id<model::ApiKeyId>(0);
    key.owner = rows.id<model::UserId>(1);
    key.name = rows.text(2);
    key.shown = rows.text(3);
    key.hash = rows.text(4);
    key.role = model::parse_role(rows.text(5)).value_or(model::Role::agent);
    key.teams = read_ids<model::TeamId>(rows.text(6));
    key.numbers = read_ids<model::NumberId>(rows.text(7));
    key.limit = {static_cast<std::uint32_t>(rows.integer(8)), core::Milliseconds{rows.integer(9)}};
    key.created_at = rows.time(10);
    key.expires_at = rows.optional_time(11);
    key.last_used_at = rows.optional_time(12);
    return key;
}

}  // namespace

std::vector<ApiKey> all_api_keys(store::Transaction& tx) {
    auto rows = tx.rows(
        "SELECT id, owner_id, name, shown, hash, role, teams, numbers, limit_max, "
        "limit_window_ms, created_at, expires_at, last_used_at FROM api_keys "
        "WHERE ended_at IS NULL ORDER BY name, id");
    std::vector<ApiKey> keys;
    while (rows.next()) keys.push_back(read_key(rows));
    return keys;
}

std::optional<ApiKey> find_api_key(store::Transaction& tx, const std::string& id_or_shown) {
    auto rows = tx.rows(
        "SELECT id, owner_id, name, shown, hash, role, teams, numbers, limit_max, "
        "limit_window_ms, created_at, expires_at, last_used_at FROM api_keys "
        "WHERE (id = $1 OR shown = $2) AND ended_at IS NULL",
        {id_or_shown, id_or_shown});
    if (!rows.next()) return std::nullopt;
    return read_key(rows);
}

std::int64_t count_api_keys(store::Transaction& tx) {
    auto rows = tx.rows("SELECT count(*) FROM api_keys WHERE ended_at IS NULL");
    rows.next();
    return rows.integer(0);
}

void insert_api_key(store::Transaction& tx, const ApiKey& key) {
    tx.run(
        "INSERT INTO api_keys (id, owner_id, name, shown, hash, role, teams, numbers, limit_max, "
        "limit_window_ms, created_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        {key.id, key.owner, key.name, key.shown, key.hash, model::to_string(key.role),
         ids_to_json(key.teams), ids_to_json(key.numbers), std::int64_t{key.limit.max},
         std::int64_t{key.limit.window.count()}, key.created_at, key.expires_at});
}

void touch_api_key(store::Transaction& tx, const model::ApiKeyId& id, core::WallTime used_at) {
    tx.run("UPDATE api_keys SET last_used_at = $1 WHERE id = $2", {used_at, id});
}

void end_api_key_row(store::Transaction& tx, const model::ApiKeyId& id) {
    tx.run("UPDATE api_keys SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL", {tx.now(), id});
}

}  // namespace auth
