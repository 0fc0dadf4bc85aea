#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.hpp"

namespace model {

enum class Role { agent, supervisor, admin };

std::optional<Role> parse_role(std::string_view name);
std::string_view to_string(Role role);

// What a route or a socket event asks of whoever calls it.
enum class Permission {
    everyone,      // no sign-in: verification of webhooks, sign-in itself, liveness
    signed_in,     // any user
    read_users,    // supervisors and admins
    monitor,       // supervisors and admins: metrics, alerts, log levels; acknowledging an alert
    administer,    // admins: settings, users, teams, audit
    grant_access,  // admins who signed in: accounts, teams and API keys; no API key may
};

// Who calls, as the access check found it; request data cannot change it.
struct Principal {
    UserId user;
    SessionId session;  // of an API key, its id
    ApiKeyId key;       // none: somebody who signed in
    std::string name;
    Role role = Role::agent;
    std::set<NumberId> numbers;  // an agent's channel numbers; none named: all
    std::set<TeamId> teams;      // an agent's teams; none: all

    bool anonymous() const { return user.empty(); }
};

bool may(const Principal& principal, Permission permission);

// What decides who sees a conversation: its channel number, its team and its assignee (either may
// be none).
struct Scope {
    NumberId number;
    TeamId team;
    UserId assignee;
    friend bool operator==(const Scope&, const Scope&) = default;
};

// Admins and supervisors see all; an agent those assigned to them, and those whose number is
// among theirs (none named: all) and whose team is none or among theirs (in no team: all).
bool may_see(const Principal& principal, const Scope& scope);

// The rooms of the event log, by right (architecture: the event log).
namespace rooms {
inline const std::string staff = "staff";
inline const std::string admin = "admin";
std::string of_user(const UserId& user);   // "user:ID"
std::string of_scope(const Scope& scope);  // "scope:NUMBER:TEAM", or "scope:NUMBER:none"
std::string of_conversation(const ConversationId& conversation);  // typing and viewing only
}  // namespace rooms

// The rooms whose members together are exactly those who may see the scope.
std::vector<std::string> audience(const Scope& scope);

// Every (number, team) pair is a room of its own: those that the principal belongs to, given all
// numbers and teams there are.
std::vector<std::string> rooms_of(const Principal& principal, const std::vector<NumberId>& numbers,
                                  const std::vector<TeamId>& teams);

}  // namespace model
