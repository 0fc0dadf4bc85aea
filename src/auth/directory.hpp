#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "auth/account.hpp"
#include "auth/key_ring.hpp"
#include "model/event.hpp"
#include "model/principal.hpp"
#include "store/transaction.hpp"

namespace auth {

// Accounts, open sessions and teams in memory, so that an access check needs no database and a
// revocation stands at once. Rebuilt from the tables at start, and then fed by the event log, whose
// order is the commits'. Bounded by the tables' own limits (10 000 accounts of 50 sessions).
// Any thread may ask; load() and take() belong to the start and to the writer's thread.
class Directory {
public:
    // Before the first take(). Called on the writer's thread after the commit, with no lock held:
    // whoever needs its own thread posts there. It may ask the directory, which is new already.
    void on_session_over(std::function<void(const model::SessionId&)> observer);
    // Role, teams, numbers or being disabled changed.
    void on_rights_changed(std::function<void(const model::UserId&)> observer);
    // A team came or went: agents of no team may see more or fewer rooms now.
    void on_teams_changed(std::function<void()> observer);

    void load(store::Transaction& tx);
    void take(std::span<const model::Event> events);

    // Who is behind an open session, or behind an API key whose id it is; absent when it is over,
    // the account disabled, or no longer one that may own the key.
    std::optional<model::Principal> principal_of(const model::SessionId& session) const;
    std::optional<model::Principal> principal_of(const ApiKey& key) const;
    KeyRing& keys() { return keys_; }
    const KeyRing& keys() const { return keys_; }
    std::optional<Account> account(const model::UserId& id) const;
    std::vector<Account> accounts() const;  // by name
    std::vector<Team> teams() const;        // by name
    std::size_t session_count() const;

private:
    void take_account(const model::Event& event);
    void take_session(const model::Event& event);
    void take_team(const model::Event& event);
    void take_api_key(const model::Event& event);

    using AccountPointer = std::shared_ptr<const Account>;
    AccountPointer owner_of(const model::SessionId& session) const;

    mutable std::shared_mutex mutex_;
    std::unordered_map<model::UserId, AccountPointer> accounts_;
    std::unordered_map<model::SessionId, model::UserId> sessions_;
    std::unordered_map<model::TeamId, std::string> teams_;
    KeyRing keys_;

    std::vector<std::function<void(const model::SessionId&)>> session_observers_;
    std::vector<std::function<void(const model::UserId&)>> rights_observers_;
    std::vector<std::function<void()>> team_observers_;
};

}  // namespace auth
