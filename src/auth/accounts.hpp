#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/account.hpp"
#include "core/result.hpp"
#include "store/transaction.hpp"

// Who has an account and with what rights: the rules, for the API and for `chasqui user`. All run
// inside a write transaction, and leave their trace in the audit.
namespace auth {

inline constexpr std::size_t password_characters_min = 10;
inline constexpr std::size_t password_bytes_max = 1024;
inline constexpr std::size_t name_characters_max = 80;
inline constexpr std::int64_t accounts_max = 10'000;
inline constexpr std::size_t teams_max = 1000;

// Trimmed and in lower case; auth.email_invalid {email} where it is no address.
core::Result<std::string> checked_email(std::string_view email);
// auth.password_too_short {min} or auth.password_too_long {max}. No other rule: length is what
// counts (NIST SP 800-63B §5.1.1.2).
core::Result<> check_password(std::string_view password);
// auth.role_unknown {role}
core::Result<model::Role> checked_role(std::string_view name);

// Of a person, a team or a key, trimmed; auth.name_invalid {max}.
core::Result<std::string> checked_name(std::string_view name);
// By ids or names; auth.team_not_found {team}.
core::Result<std::set<model::TeamId>> teams_named(store::Transaction& tx,
                                                  const std::vector<std::string>& names);
// auth.number_invalid {number}
core::Result<std::set<model::NumberId>> numbers_named(const std::vector<std::string>& names);

struct NewAccount {
    std::string email;
    std::string name;
    model::Role role = model::Role::agent;
    std::vector<std::string> teams = {};    // ids or names
    std::vector<std::string> numbers = {};  // Meta's phone number ids
    std::string password_hash;
};
// Fails with auth.email_invalid, auth.email_taken {email}, auth.name_invalid {max},
// auth.team_not_found {team}, auth.number_invalid {number} or auth.too_many_accounts {max}.
core::Result<Account> add_account(store::Transaction& tx, const NewAccount& fresh,
                                  const Actor& actor);

// What is absent stays as it is.
struct AccountChange {
    std::optional<std::string> name = std::nullopt;
    std::optional<model::Role> role = std::nullopt;
    std::optional<bool> disabled = std::nullopt;
    std::optional<std::vector<std::string>> teams = std::nullopt;
    std::optional<std::vector<std::string>> numbers = std::nullopt;
};
// Fails as add_account does, with auth.user_not_found {user}, and with auth.last_admin where nobody
// could administer afterwards. Disabling ends the account's sessions.
core::Result<Account> change_account(store::Transaction& tx, const model::UserId& id,
                                     const AccountChange& change, const Actor& actor);

// Ends the account's sessions. Fails with auth.user_not_found {user}.
core::Result<> set_password(store::Transaction& tx, const model::UserId& id,
                            const std::string& password_hash, const Actor& actor);

// By id or by e-mail address; auth.user_not_found {user}.
core::Result<Account> account_of(store::Transaction& tx, const std::string& id_or_email);

// Fails with auth.name_invalid {max}, auth.team_name_taken {name} or auth.too_many_teams {max}.
core::Result<Team> add_team(store::Transaction& tx, const std::string& name, const Actor& actor);
// Fails as add_team does, and with auth.team_not_found {team}.
core::Result<Team> change_team(store::Transaction& tx, const Team& team, const Actor& actor);
// Fails with auth.team_not_found {team}, and with auth.team_in_use {name} where somebody is in it
// or something belongs to it: an agent whose last team vanished would see every team's.
core::Result<> remove_team(store::Transaction& tx, const model::TeamId& id, const Actor& actor);

}  // namespace auth
