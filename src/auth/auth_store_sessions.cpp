#include "auth/auth_store.hpp"

namespace auth {
namespace {

Session read_session(const store::Rows& rows) {
    return {rows.id<model::SessionId>(0),
            rows.id<model::UserId>(1),
            rows.time(2),
            rows.time(3),
            rows.time(4),
            rows.text(5),
            rows.text(6)};
}

std::vector<Session> read_sessions(store::Rows rows) {
    std::vector<Session> sessions;
    while (rows.next()) sessions.push_back(read_session(rows));
    return sessions;
}

}  // namespace

std::optional<Session> find_session(store::Transaction& tx, const model::SessionId& id) {
    auto rows = tx.rows(
        "SELECT id, user_id, created_at, last_seen_at, expires_at, address, user_agent "
        "FROM sessions WHERE id = $1 AND ended_at IS NULL",
        {id});
    if (!rows.next()) return std::nullopt;
    return read_session(rows);
}

std::vector<Session> sessions_of(store::Transaction& tx, const model::UserId& user) {
    return read_sessions(
        tx.rows("SELECT id, user_id, created_at, last_seen_at, expires_at, address, user_agent "
                "FROM sessions WHERE user_id = $1 AND ended_at IS NULL ORDER BY created_at, id",
                {user}));
}

std::vector<Session> all_sessions(store::Transaction& tx) {
    return read_sessions(
        tx.rows("SELECT id, user_id, created_at, last_seen_at, expires_at, address, user_agent "
                "FROM sessions WHERE ended_at IS NULL"));
}

std::vector<Session> sessions_expired_before(store::Transaction& tx, core::WallTime time,
                                             std::int64_t limit) {
    return read_sessions(tx.rows(
        "SELECT id, user_id, created_at, last_seen_at, expires_at, address, user_agent "
        "FROM sessions WHERE expires_at <= $1 AND ended_at IS NULL ORDER BY expires_at LIMIT $2",
        {time, limit}));
}

void insert_session(store::Transaction& tx, const Session& session) {
    tx.run(
        "INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at, address, "
        "user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {session.id, session.user, session.created_at, session.last_seen_at, session.expires_at,
         session.address, session.user_agent});
}

void touch_session(store::Transaction& tx, const Session& session) {
    tx.run("UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE id = $3",
           {session.last_seen_at, session.expires_at, session.id});
}

void end_session_row(store::Transaction& tx, const model::SessionId& id, std::string_view reason) {
    tx.run("UPDATE sessions SET ended_at = $1, end_reason = $2 WHERE id = $3 AND ended_at IS NULL",
           {tx.now(), reason, id});
}

std::optional<RefreshToken> find_refresh_token(store::Transaction& tx, const std::string& hash) {
    auto rows = tx.rows(
        "SELECT hash, session_id, parent, expires_at, used_at FROM refresh_tokens WHERE hash = $1",
        {hash});
    if (!rows.next()) return std::nullopt;
    return RefreshToken{rows.text(0), rows.id<model::SessionId>(1), rows.text(2), rows.time(3),
                        rows.optional_time(4)};
}

bool has_used_child(store::Transaction& tx, const std::string& hash) {
    return tx
        .rows("SELECT 1 FROM refresh_tokens WHERE parent = $1 AND used_at IS NOT NULL LIMIT 1",
              {hash})
        .next();
}

void insert_refresh_token(store::Transaction& tx, const RefreshToken& token) {
    const std::optional<std::string> parent =
        token.parent.empty() ? std::nullopt : std::optional(token.parent);
    tx.run(
        "INSERT INTO refresh_tokens (hash, session_id, parent, expires_at) "
        "VALUES ($1, $2, $3, $4)",
        {token.hash, token.session, parent, token.expires_at});
}

void mark_tokens_used(store::Transaction& tx, const model::SessionId& session) {
    tx.run("UPDATE refresh_tokens SET used_at = $1 WHERE session_id = $2 AND used_at IS NULL",
           {tx.now(), session});
}

std::int64_t delete_old_tokens(store::Transaction& tx, core::WallTime time, std::int64_t limit) {
    return tx.run(
        "DELETE FROM refresh_tokens WHERE hash IN "
        "(SELECT hash FROM refresh_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        {time, limit});
}

std::int64_t delete_old_sessions(store::Transaction& tx, core::WallTime time, std::int64_t limit) {
    return tx.run(
        "DELETE FROM sessions WHERE id IN "
        "(SELECT id FROM sessions WHERE expires_at <= $1 AND ended_at IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM refresh_tokens WHERE session_id = sessions.id) "
        "ORDER BY expires_at LIMIT $2)",
        {time, limit});
}

std::optional<SetupLink> find_setup_link(store::Transaction& tx) {
    auto rows = tx.rows("SELECT hash, expires_at FROM setup_link");
    if (!rows.next()) return std::nullopt;
    return SetupLink{rows.text(0), rows.time(1)};
}

void replace_setup_link(store::Transaction& tx, const SetupLink& link) {
    tx.run(
        "INSERT INTO setup_link (only, hash, expires_at) VALUES (1, $1, $2) "
        "ON CONFLICT (only) DO UPDATE SET hash = $1, expires_at = $2",
        {link.hash, link.expires_at});
}

void delete_setup_link(store::Transaction& tx) {
    tx.run("DELETE FROM setup_link");
}

std::int64_t delete_old_setup_link(store::Transaction& tx, core::WallTime time) {
    return tx.run("DELETE FROM setup_link WHERE expires_at <= $1", {time});
}

void write_audit(store::Transaction& tx, const Actor& actor, const AuditEntry& entry) {
    const std::optional<std::string> target =
        entry.target.empty() ? std::nullopt : std::optional(entry.target);
    tx.run(
        "INSERT INTO audit (id, at, actor, action, target, detail, address) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {tx.new_id(), tx.now(), actor.user, entry.action, target, entry.detail, actor.address});
}

}  // namespace auth
