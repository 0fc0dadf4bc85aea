#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/account.hpp"
#include "auth/api_keys.hpp"
#include "store/swept.hpp"
#include "store/transaction.hpp"

// The tables of auth, as plain reads and writes; what may be done is decided in accounts, sessions
// and setup.
namespace auth {

// ---- users

struct Credentials {
    model::UserId user;
    std::string password_hash;
    bool disabled = false;
};

std::optional<Account> find_account(store::Transaction& tx, const model::UserId& id);
std::optional<Account> find_account_by_email(store::Transaction& tx, const std::string& email);
std::optional<Credentials> find_credentials(store::Transaction& tx, const std::string& email);
std::vector<Account> all_accounts(store::Transaction& tx);  // by name
std::int64_t count_accounts(store::Transaction& tx);
// Admins that may sign in.
std::int64_t count_active_admins(store::Transaction& tx);

void insert_account(store::Transaction& tx, const Account& account,
                    const std::string& password_hash);
// Name, role, disabled, teams and numbers.
void update_account(store::Transaction& tx, const Account& account);
void update_password_hash(store::Transaction& tx, const model::UserId& id,
                          const std::string& password_hash);

// ---- teams

std::optional<Team> find_team(store::Transaction& tx, const model::TeamId& id);
// Whatever the case of its ASCII letters.
std::optional<Team> find_team_by_name(store::Transaction& tx, const std::string& name);
std::vector<Team> all_teams(store::Transaction& tx);  // by name
std::int64_t count_members(store::Transaction& tx, const model::TeamId& id);
void insert_team(store::Transaction& tx, const Team& team);
void rename_team(store::Transaction& tx, const Team& team);
// Throws store::ConstraintViolation where rows of another room name it.
void delete_team(store::Transaction& tx, const model::TeamId& id);

// ---- sessions and refresh tokens

struct Session {
    model::SessionId id;
    model::UserId user;
    core::WallTime created_at;
    core::WallTime last_seen_at;
    core::WallTime expires_at;
    std::string address;
    std::string user_agent;
};

struct RefreshToken {
    std::string hash;
    model::SessionId session;
    std::string parent;  // hash of the token that it was given for; "" for a session's first
    core::WallTime expires_at;
    std::optional<core::WallTime> used_at;
};

// One that has not ended.
std::optional<Session> find_session(store::Transaction& tx, const model::SessionId& id);
std::vector<Session> sessions_of(store::Transaction& tx,
                                 const model::UserId& user);  // oldest first
std::vector<Session> all_sessions(store::Transaction& tx);
std::vector<Session> sessions_expired_before(store::Transaction& tx, core::WallTime time,
                                             std::int64_t limit);
void insert_session(store::Transaction& tx, const Session& session);
void touch_session(store::Transaction& tx, const Session& session);  // last_seen_at, expires_at
void end_session_row(store::Transaction& tx, const model::SessionId& id, std::string_view reason);

std::optional<RefreshToken> find_refresh_token(store::Transaction& tx, const std::string& hash);
bool has_used_child(store::Transaction& tx, const std::string& hash);
void insert_refresh_token(store::Transaction& tx, const RefreshToken& token);
// All tokens of the session that have not been used yet.
void mark_tokens_used(store::Transaction& tx, const model::SessionId& session);
// Drop tokens that are no longer good, and sessions that ended before `time` and have no token; at
// most `limit`. They return how many went.
std::int64_t delete_old_tokens(store::Transaction& tx, core::WallTime time, std::int64_t limit);
std::int64_t delete_old_sessions(store::Transaction& tx, core::WallTime time, std::int64_t limit);

// ---- API keys that have not ended

std::vector<ApiKey> all_api_keys(store::Transaction& tx);  // by name
std::optional<ApiKey> find_api_key(store::Transaction& tx, const std::string& id_or_shown);
std::int64_t count_api_keys(store::Transaction& tx);
void insert_api_key(store::Transaction& tx, const ApiKey& key);
void touch_api_key(store::Transaction& tx, const model::ApiKeyId& id, core::WallTime used_at);
void end_api_key_row(store::Transaction& tx, const model::ApiKeyId& id);

// ---- set-up link and audit

struct SetupLink {
    std::string hash;
    core::WallTime expires_at;
};
std::optional<SetupLink> find_setup_link(store::Transaction& tx);
void replace_setup_link(store::Transaction& tx, const SetupLink& link);
void delete_setup_link(store::Transaction& tx);
std::int64_t delete_old_setup_link(store::Transaction& tx, core::WallTime time);

struct AuditEntry {
    std::string_view action;  // "user_added"
    std::string target;       // an id, or ""
    std::string detail = "{}";
};
void write_audit(store::Transaction& tx, const Actor& actor, const AuditEntry& entry);

}  // namespace auth
