#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "auth/account.hpp"
#include "core/random.hpp"
#include "core/rate_window.hpp"
#include "core/result.hpp"
#include "store/swept.hpp"
#include "store/transaction.hpp"

// API keys: how a program comes in without signing in. A key belongs to the account that made it:
// what it writes has that account's person as its author, and it stands only while the account
// does, is no agent's, and has at least the key's role. It never gives anybody access: no accounts,
// teams or keys (Permission::grant_access), no sessions. Rules for the API and for `chasqui key`;
// all run inside a write transaction, and leave their trace in the audit.
namespace auth {

inline constexpr std::string_view api_key_start = "chq_";
inline constexpr std::int64_t api_keys_max = 1'000;
// Where none is named.
inline constexpr core::RateLimit api_key_limit{600, core::Milliseconds{60'000}};
inline constexpr core::Milliseconds api_key_window_max{24 * 3600 * 1000};

struct ApiKey {
    model::ApiKeyId id;
    model::UserId owner;
    std::string name;
    std::string shown;  // the key's beginning, by which people know it: "chq_3Jk9xQ2a"
    std::string hash;   // SHA-256 of the whole
    model::Role role = model::Role::agent;
    std::set<model::TeamId> teams;      // an agent's: none: all
    std::set<model::NumberId> numbers;  // likewise
    core::RateLimit limit;
    core::WallTime created_at;
    std::optional<core::WallTime> expires_at;
    std::optional<core::WallTime> last_used_at;  // to within a minute or two
};

// The JSON shape `ApiKey`, without hash and secret.
std::string to_json(const ApiKey& key);

// 256 random bits, and what we keep of them. Whoever loses the whole makes another key.
struct ApiKeySecret {
    std::string whole;  // shown once
    std::string shown;
    std::string hash;
};
ApiKeySecret make_api_key_secret(core::Random& random);

struct NewApiKey {
    std::string name;
    model::Role role = model::Role::agent;
    std::vector<std::string> teams = {};    // ids or names
    std::vector<std::string> numbers = {};  // Meta's phone number ids
    core::RateLimit limit = api_key_limit;
    std::optional<core::WallTime> expires_at = std::nullopt;
    std::string shown;
    std::string hash;
};
// Fails with auth.name_invalid {max}, auth.team_not_found {team}, auth.number_invalid {number},
// auth.key_role {role} where the owner has less than it or is an agent, auth.key_expiry,
// auth.key_limit_invalid {max}, auth.user_not_found {user} or auth.too_many_keys {max}.
core::Result<ApiKey> add_api_key(store::Transaction& tx, const NewApiKey& fresh,
                                 const model::UserId& owner, const Actor& actor);

// By id or by its beginning. Fails with auth.key_not_found {key}; what works on it ends with the
// commit.
core::Result<ApiKey> revoke_api_key(store::Transaction& tx, const std::string& id_or_shown,
                                    const Actor& actor);

// Ends keys whose time is over. False: no more is left.
store::Swept sweep_api_keys(store::Transaction& tx);

// Whether a key of that role stands while its owner has this account.
bool may_own(const Account& owner, model::Role role);

}  // namespace auth
