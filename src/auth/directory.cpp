#include "auth/directory.hpp"

#include <algorithm>
#include <mutex>

#include "auth/auth_events.hpp"
#include "auth/auth_store.hpp"
#include "core/check.hpp"
#include "core/json.hpp"

namespace auth {
namespace {

core::json::value parsed(const model::Event& event) {
    auto value = core::parse_json(event.data);
    core::check(value.has_value(), "events of ours are JSON");
    return std::move(*value);
}

template <class Id>
std::set<Id> ids(core::JsonReader& reader, std::string_view field) {
    std::set<Id> all;
    for (auto& text : reader.texts_or_empty(field)) all.emplace(std::move(text));
    return all;
}

Account read_account(const core::json::value& value) {
    core::JsonReader reader(value);
    Account account;
    account.id = model::UserId{reader.text("id")};
    account.email = reader.text("email");
    account.name = reader.text("name");
    account.role = model::parse_role(reader.text("role")).value_or(model::Role::agent);
    account.disabled = reader.boolean_or("disabled", false);
    account.teams = ids<model::TeamId>(reader, "teams");
    account.numbers = ids<model::NumberId>(reader, "numbers");
    account.created_at = core::from_iso8601(reader.text("createdAt")).value_or(core::WallTime{});
    core::check(!reader.fault(), "an account's event has an account's shape");
    return account;
}

bool same_rights(const Account& a, const Account& b) {
    return a.role == b.role && a.disabled == b.disabled && a.teams == b.teams &&
           a.numbers == b.numbers;
}

template <class Item>
void sort_by_name(std::vector<Item>& items) {
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
        return std::tie(a.name, a.id) < std::tie(b.name, b.id);
    });
}

}  // namespace

void Directory::on_session_over(std::function<void(const model::SessionId&)> observer) {
    session_observers_.push_back(std::move(observer));
}
void Directory::on_rights_changed(std::function<void(const model::UserId&)> observer) {
    rights_observers_.push_back(std::move(observer));
}
void Directory::on_teams_changed(std::function<void()> observer) {
    team_observers_.push_back(std::move(observer));
}

void Directory::load(store::Transaction& tx) {
    const auto accounts = all_accounts(tx);
    const auto sessions = all_sessions(tx);
    const auto teams = all_teams(tx);
    keys_.load(tx);
    const std::unique_lock lock(mutex_);
    accounts_.clear();
    sessions_.clear();
    teams_.clear();
    for (const auto& account : accounts)
        accounts_.emplace(account.id, std::make_shared<const Account>(account));
    for (const auto& session : sessions) sessions_.emplace(session.id, session.user);
    for (const auto& team : teams) teams_.emplace(team.id, team.name);
}

void Directory::take(std::span<const model::Event> events) {
    for (const auto& event : events) {
        if (event.name == events::account)
            take_account(event);
        else if (event.name == events::session)
            take_session(event);
        else if (event.name == events::team)
            take_team(event);
        else if (event.name == events::api_key)
            take_api_key(event);
    }
}

void Directory::take_account(const model::Event& event) {
    const auto account = std::make_shared<const Account>(read_account(parsed(event)));
    AccountPointer before;
    {
        const std::unique_lock lock(mutex_);
        before = std::exchange(accounts_[account->id], account);
    }
    if (!before || same_rights(*before, *account)) return;
    for (const auto& observer : rights_observers_) observer(account->id);
}

void Directory::take_session(const model::Event& event) {
    const auto value = parsed(event);
    core::JsonReader reader(value);
    const model::SessionId id{reader.text("id")};
    const bool over = reader.boolean_or("over", false);
    {
        const std::unique_lock lock(mutex_);
        if (over)
            sessions_.erase(id);
        else
            sessions_.emplace(id, reader.text("user"));
    }
    if (!over) return;
    for (const auto& observer : session_observers_) observer(id);
}

void Directory::take_team(const model::Event& event) {
    const auto value = parsed(event);
    core::JsonReader reader(value);
    const model::TeamId id{reader.text("id")};
    {
        const std::unique_lock lock(mutex_);
        if (reader.boolean_or("gone", false))
            teams_.erase(id);
        else
            teams_[id] = reader.text("name");
    }
    for (const auto& observer : team_observers_) observer();
}

// A socket that came by a key is known by the key's id as its session.
void Directory::take_api_key(const model::Event& event) {
    const auto over = keys_.take(event);
    if (!over) return;
    for (const auto& observer : session_observers_) observer(model::SessionId{over->text()});
}

std::optional<model::Principal> Directory::principal_of(const ApiKey& key) const {
    AccountPointer owner;
    {
        const std::shared_lock lock(mutex_);
        const auto found = accounts_.find(key.owner);
        if (found == accounts_.end() || !may_own(*found->second, key.role)) return std::nullopt;
        owner = found->second;
    }
    model::Principal principal;
    principal.user = owner->id;
    principal.session = model::SessionId{key.id.text()};
    principal.key = key.id;
    principal.name = owner->name;
    principal.role = key.role;
    principal.numbers = key.numbers;
    principal.teams = key.teams;
    return principal;
}

Directory::AccountPointer Directory::owner_of(const model::SessionId& session) const {
    const std::shared_lock lock(mutex_);
    const auto found = sessions_.find(session);
    if (found == sessions_.end()) return nullptr;
    const auto owner = accounts_.find(found->second);
    return owner == accounts_.end() || owner->second->disabled ? nullptr : owner->second;
}

std::optional<model::Principal> Directory::principal_of(const model::SessionId& session) const {
    const auto account = owner_of(session);
    if (!account) {
        const auto key = keys_.find(model::ApiKeyId{session.text()});
        return key ? principal_of(*key) : std::nullopt;
    }
    model::Principal principal;
    principal.user = account->id;
    principal.session = session;
    principal.name = account->name;
    principal.role = account->role;
    principal.numbers = account->numbers;
    principal.teams = account->teams;
    return principal;
}

std::optional<Account> Directory::account(const model::UserId& id) const {
    const std::shared_lock lock(mutex_);
    const auto found = accounts_.find(id);
    if (found == accounts_.end()) return std::nullopt;
    return *found->second;
}

std::vector<Account> Directory::accounts() const {
    std::vector<Account> all;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [id, account] : accounts_) all.push_back(*account);
    }
    sort_by_name(all);
    return all;
}

std::vector<Team> Directory::teams() const {
    std::vector<Team> all;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [id, name] : teams_) all.push_back({id, name});
    }
    sort_by_name(all);
    return all;
}

std::size_t Directory::session_count() const {
    const std::shared_lock lock(mutex_);
    return sessions_.size();
}

}  // namespace auth
