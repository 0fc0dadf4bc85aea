#include "auth/auth_store.hpp"

namespace auth {
namespace {

constexpr std::string_view by_id =
    "SELECT id, email, name, role, disabled, created_at FROM users WHERE id = $1";
constexpr std::string_view by_email =
    "SELECT id, email, name, role, disabled, created_at FROM users WHERE email = $1";

Account read_account(const store::Rows& rows) {
    Account account;
    account.id = rows.id<model::UserId>(0);
    account.email = rows.text(1);
    account.name = rows.text(2);
    account.role = model::parse_role(rows.view(3)).value_or(model::Role::agent);
    account.disabled = rows.boolean(4);
    account.created_at = rows.time(5);
    return account;
}

void read_rights(store::Transaction& tx, Account& account) {
    auto teams = tx.rows("SELECT team_id FROM user_teams WHERE user_id = $1", {account.id});
    while (teams.next()) account.teams.insert(teams.id<model::TeamId>(0));
    auto numbers = tx.rows("SELECT number_id FROM user_numbers WHERE user_id = $1", {account.id});
    while (numbers.next()) account.numbers.insert(numbers.id<model::NumberId>(0));
}

std::optional<Account> find(store::Transaction& tx, std::string_view sql, const std::string& key) {
    std::optional<Account> account;
    {
        auto rows = tx.rows(sql, {key});
        if (rows.next()) account = read_account(rows);
    }
    if (account) read_rights(tx, *account);
    return account;
}

void write_rights(store::Transaction& tx, const Account& account) {
    tx.run("DELETE FROM user_teams WHERE user_id = $1", {account.id});
    for (const auto& team : account.teams)
        tx.run("INSERT INTO user_teams (user_id, team_id) VALUES ($1, $2)", {account.id, team});
    tx.run("DELETE FROM user_numbers WHERE user_id = $1", {account.id});
    for (const auto& number : account.numbers)
        tx.run("INSERT INTO user_numbers (user_id, number_id) VALUES ($1, $2)",
               {account.id, number});
}

std::int64_t count(store::Rows rows) {
    return rows.next() ? rows.integer(0) : 0;
}

std::optional<Team> read_team(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return Team{rows.id<model::TeamId>(0), rows.text(1)};
}

}  // namespace

std::optional<Account> find_account(store::Transaction& tx, const model::UserId& id) {
    return find(tx, by_id, id.text());
}

std::optional<Account> find_account_by_email(store::Transaction& tx, const std::string& email) {
    return find(tx, by_email, email);
}

std::optional<Credentials> find_credentials(store::Transaction& tx, const std::string& email) {
    auto rows = tx.rows("SELECT id, password_hash, disabled FROM users WHERE email = $1", {email});
    if (!rows.next()) return std::nullopt;
    return Credentials{rows.id<model::UserId>(0), rows.text(1), rows.boolean(2)};
}

std::vector<Account> all_accounts(store::Transaction& tx) {
    std::vector<Account> accounts;
    {
        auto rows = tx.rows(
            "SELECT id, email, name, role, disabled, created_at FROM users ORDER BY name, id");
        while (rows.next()) accounts.push_back(read_account(rows));
    }
    for (auto& account : accounts) read_rights(tx, account);
    return accounts;
}

std::int64_t count_accounts(store::Transaction& tx) {
    return count(tx.rows("SELECT count(*) FROM users"));
}

std::int64_t count_active_admins(store::Transaction& tx) {
    return count(tx.rows("SELECT count(*) FROM users WHERE role = 'admin' AND disabled = 0"));
}

void insert_account(store::Transaction& tx, const Account& account,
                    const std::string& password_hash) {
    tx.run(
        "INSERT INTO users (id, email, name, role, password_hash, disabled, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {account.id, account.email, account.name, model::to_string(account.role), password_hash,
         account.disabled, account.created_at});
    write_rights(tx, account);
}

void update_account(store::Transaction& tx, const Account& account) {
    tx.run("UPDATE users SET name = $1, role = $2, disabled = $3 WHERE id = $4",
           {account.name, model::to_string(account.role), account.disabled, account.id});
    write_rights(tx, account);
}

void update_password_hash(store::Transaction& tx, const model::UserId& id,
                          const std::string& password_hash) {
    tx.run("UPDATE users SET password_hash = $1 WHERE id = $2", {password_hash, id});
}

std::optional<Team> find_team(store::Transaction& tx, const model::TeamId& id) {
    return read_team(tx.rows("SELECT id, name FROM teams WHERE id = $1", {id}));
}

std::optional<Team> find_team_by_name(store::Transaction& tx, const std::string& name) {
    return read_team(tx.rows("SELECT id, name FROM teams WHERE lower(name) = lower($1)", {name}));
}

std::vector<Team> all_teams(store::Transaction& tx) {
    std::vector<Team> teams;
    auto rows = tx.rows("SELECT id, name FROM teams ORDER BY name");
    while (rows.next()) teams.push_back({rows.id<model::TeamId>(0), rows.text(1)});
    return teams;
}

std::int64_t count_members(store::Transaction& tx, const model::TeamId& id) {
    return count(tx.rows("SELECT count(*) FROM user_teams WHERE team_id = $1", {id}));
}

void insert_team(store::Transaction& tx, const Team& team) {
    tx.run("INSERT INTO teams (id, name, created_at) VALUES ($1, $2, $3)",
           {team.id, team.name, tx.now()});
}

void rename_team(store::Transaction& tx, const Team& team) {
    tx.run("UPDATE teams SET name = $1 WHERE id = $2", {team.name, team.id});
}

void delete_team(store::Transaction& tx, const model::TeamId& id) {
    tx.run("DELETE FROM teams WHERE id = $1", {id});
}

}  // namespace auth
