#include "auth/accounts.hpp"

#include <algorithm>

#include "auth/auth_events.hpp"
#include "auth/auth_store.hpp"
#include "auth/sessions.hpp"
#include "core/text.hpp"
#include "store/database_error.hpp"

namespace auth {
namespace {

constexpr std::size_t email_bytes_max = 254;  // RFC 5321 §4.5.3.1.3, without the brackets
constexpr std::size_t number_digits_max = 32;

bool is_email(std::string_view email) {
    const auto at = email.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) return false;
    if (email.size() > email_bytes_max || email.find('@', at + 1) != std::string_view::npos)
        return false;
    return std::none_of(email.begin(), email.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == ',' || c == '<' ||
               c == '>';
    });
}

core::Error no_team(const std::string& team) {
    return {core::Kind::invalid, "auth.team_not_found", {{"team", team}}};
}

core::Error no_user(const std::string& user) {
    return {core::Kind::not_found, "auth.user_not_found", {{"user", user}}};
}

// Takes the change into the account; the first rule that it breaks.
std::optional<core::Error> apply(store::Transaction& tx, const AccountChange& change,
                                 Account& account) {
    if (change.name) {
        const auto name = checked_name(*change.name);
        if (!name) return name.error();
        account.name = *name;
    }
    if (change.teams) {
        const auto teams = teams_named(tx, *change.teams);
        if (!teams) return teams.error();
        account.teams = *teams;
    }
    if (change.numbers) {
        const auto numbers = numbers_named(*change.numbers);
        if (!numbers) return numbers.error();
        account.numbers = *numbers;
    }
    if (change.role) account.role = *change.role;
    if (change.disabled) account.disabled = *change.disabled;
    return std::nullopt;
}

bool administers(const Account& account) {
    return account.role == model::Role::admin && !account.disabled;
}

core::Result<std::string> free_team_name(store::Transaction& tx, const Team& team) {
    const auto name = checked_name(team.name);
    if (!name) return name.error();
    // Two teams whose names differ by case alone cannot be told apart when they are spoken of.
    if (const auto other = find_team_by_name(tx, *name); other && other->id != team.id)
        return core::Error{core::Kind::conflict, "auth.team_name_taken", {{"name", other->name}}};
    return *name;
}

}  // namespace

core::Result<std::string> checked_name(std::string_view name) {
    const auto trimmed = core::trim(name);
    const bool control = std::any_of(trimmed.begin(), trimmed.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == 0x7F;
    });
    if (trimmed.empty() || control || !core::is_valid_utf8(trimmed) ||
        core::count_characters(trimmed) > name_characters_max)
        return core::Error{
            core::Kind::invalid, "auth.name_invalid", {{"max", name_characters_max}}};
    return std::string(trimmed);
}

core::Result<std::set<model::TeamId>> teams_named(store::Transaction& tx,
                                                  const std::vector<std::string>& names) {
    std::set<model::TeamId> teams;
    for (const auto& name : names) {
        auto team = find_team(tx, model::TeamId{name});
        if (!team) team = find_team_by_name(tx, name);
        if (!team) return no_team(name);
        teams.insert(team->id);
    }
    return teams;
}

core::Result<std::set<model::NumberId>> numbers_named(const std::vector<std::string>& names) {
    std::set<model::NumberId> numbers;
    for (const auto& name : names) {
        const bool digits =
            !name.empty() && name.size() <= number_digits_max &&
            std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits)
            return core::Error{core::Kind::invalid, "auth.number_invalid", {{"number", name}}};
        numbers.emplace(name);
    }
    return numbers;
}

core::Result<std::string> checked_email(std::string_view email) {
    auto lower = core::to_lower_ascii(core::trim(email));
    if (!core::is_valid_utf8(lower) || !is_email(lower))
        return core::Error{core::Kind::invalid,
                           "auth.email_invalid",
                           {{"email", std::string(core::first_characters(lower, 100))}}};
    return lower;
}

core::Result<> check_password(std::string_view password) {
    if (password.size() > password_bytes_max)
        return core::Error{
            core::Kind::invalid, "auth.password_too_long", {{"max", password_bytes_max}}};
    if (core::count_characters(password) < password_characters_min)
        return core::Error{
            core::Kind::invalid, "auth.password_too_short", {{"min", password_characters_min}}};
    return {};
}

core::Result<model::Role> checked_role(std::string_view name) {
    if (const auto role = model::parse_role(name)) return *role;
    return core::Error{core::Kind::invalid,
                       "auth.role_unknown",
                       {{"role", std::string(core::first_characters(name, 40))}}};
}

core::Result<Account> add_account(store::Transaction& tx, const NewAccount& fresh,
                                  const Actor& actor) {
    const auto email = checked_email(fresh.email);
    if (!email) return email.error();
    Account account;
    account.email = *email;
    account.role = fresh.role;
    account.created_at = tx.now();
    if (const auto fault = apply(
            tx, {.name = fresh.name, .teams = fresh.teams, .numbers = fresh.numbers}, account))
        return *fault;
    if (find_account_by_email(tx, *email))
        return core::Error{core::Kind::conflict, "auth.email_taken", {{"email", *email}}};
    if (count_accounts(tx) >= accounts_max)
        return core::Error{core::Kind::conflict, "auth.too_many_accounts", {{"max", accounts_max}}};

    account.id = model::UserId{tx.new_id()};
    insert_account(tx, account, fresh.password_hash);
    write_audit(tx, actor, {"user_added", account.id.text(), rights_to_json(account)});
    announce(tx, account);
    return account;
}

core::Result<Account> change_account(store::Transaction& tx, const model::UserId& id,
                                     const AccountChange& change, const Actor& actor) {
    const auto before = find_account(tx, id);
    if (!before) return no_user(id.text());
    auto account = *before;
    if (const auto fault = apply(tx, change, account)) return *fault;
    if (administers(*before) && !administers(account) && count_active_admins(tx) == 1)
        return core::Error{core::Kind::conflict, "auth.last_admin"};

    update_account(tx, account);
    write_audit(tx, actor, {"user_changed", id.text(), rights_to_json(account)});
    announce(tx, account);
    if (account.disabled) end_sessions_of(tx, id, "user_disabled");
    return account;
}

core::Result<> set_password(store::Transaction& tx, const model::UserId& id,
                            const std::string& password_hash, const Actor& actor) {
    if (!find_account(tx, id)) return no_user(id.text());
    update_password_hash(tx, id, password_hash);
    write_audit(tx, actor, {"password_set", id.text()});
    end_sessions_of(tx, id, "password_set");
    return {};
}

core::Result<Account> account_of(store::Transaction& tx, const std::string& id_or_email) {
    auto account = find_account(tx, model::UserId{id_or_email});
    if (!account)
        account = find_account_by_email(tx, core::to_lower_ascii(core::trim(id_or_email)));
    if (!account) return no_user(id_or_email);
    return *account;
}

core::Result<Team> add_team(store::Transaction& tx, const std::string& name, const Actor& actor) {
    Team team;
    team.name = name;
    const auto free = free_team_name(tx, team);
    if (!free) return free.error();
    if (all_teams(tx).size() >= teams_max)
        return core::Error{core::Kind::conflict, "auth.too_many_teams", {{"max", teams_max}}};
    team = {model::TeamId{tx.new_id()}, *free};
    insert_team(tx, team);
    write_audit(tx, actor, {"team_added", team.id.text()});
    announce(tx, team, TeamIs::there);
    return team;
}

core::Result<Team> change_team(store::Transaction& tx, const Team& team, const Actor& actor) {
    if (!find_team(tx, team.id)) {
        auto missing = no_team(team.id.text());
        missing.kind = core::Kind::not_found;
        return missing;
    }
    const auto free = free_team_name(tx, team);
    if (!free) return free.error();
    const Team changed{team.id, *free};
    rename_team(tx, changed);
    write_audit(tx, actor, {"team_renamed", team.id.text()});
    announce(tx, changed, TeamIs::there);
    return changed;
}

core::Result<> remove_team(store::Transaction& tx, const model::TeamId& id, const Actor& actor) {
    const auto team = find_team(tx, id);
    if (!team) {
        auto missing = no_team(id.text());
        missing.kind = core::Kind::not_found;
        return missing;
    }
    const core::Error in_use{core::Kind::conflict, "auth.team_in_use", {{"name", team->name}}};
    if (count_members(tx, id) > 0) return in_use;
    bool held = false;
    const bool removed = tx.nested([&] {
        try {
            delete_team(tx, id);
        } catch (const store::ConstraintViolation&) {
            // Another room's rows name it: that is the caller's answer, not the end of the job.
            held = true;
            throw store::Undo{};
        }
    });
    if (held || !removed) return in_use;
    write_audit(tx, actor, {"team_removed", id.text()});
    announce(tx, *team, TeamIs::gone);
    return {};
}

}  // namespace auth
