#include "model/principal.hpp"

namespace model {

std::optional<Role> parse_role(std::string_view name) {
    if (name == "agent") return Role::agent;
    if (name == "supervisor") return Role::supervisor;
    if (name == "admin") return Role::admin;
    return std::nullopt;
}

std::string_view to_string(Role role) {
    switch (role) {
        case Role::agent: return "agent";
        case Role::supervisor: return "supervisor";
        case Role::admin: return "admin";
    }
    return "";
}

bool may(const Principal& principal, Permission permission) {
    switch (permission) {
        case Permission::everyone: return true;
        case Permission::signed_in: return !principal.anonymous();
        case Permission::monitor:
        case Permission::read_users: return !principal.anonymous() && principal.role != Role::agent;
        case Permission::administer: return !principal.anonymous() && principal.role == Role::admin;
        case Permission::grant_access:
            return may(principal, Permission::administer) && principal.key.empty();
    }
    return false;
}

bool may_see(const Principal& principal, const Scope& scope) {
    if (principal.anonymous()) return false;
    if (principal.role != Role::agent) return true;
    if (scope.assignee == principal.user) return true;
    const bool number = principal.numbers.empty() || principal.numbers.contains(scope.number);
    const bool team =
        scope.team.empty() || principal.teams.empty() || principal.teams.contains(scope.team);
    return number && team;
}

namespace rooms {

std::string of_user(const UserId& user) {
    return "user:" + user.text();
}
std::string of_scope(const Scope& scope) {
    return "scope:" + scope.number.text() + ":" + (scope.team.empty() ? "none" : scope.team.text());
}
std::string of_conversation(const ConversationId& conversation) {
    return "conversation:" + conversation.text();
}

}  // namespace rooms

std::vector<std::string> audience(const Scope& scope) {
    std::vector<std::string> rooms{rooms::staff, rooms::of_scope(scope)};
    if (!scope.assignee.empty()) rooms.push_back(rooms::of_user(scope.assignee));
    return rooms;
}

std::vector<std::string> rooms_of(const Principal& principal, const std::vector<NumberId>& numbers,
                                  const std::vector<TeamId>& teams) {
    if (principal.anonymous()) return {};
    std::vector<std::string> rooms{rooms::of_user(principal.user)};
    if (principal.role == Role::admin) rooms.push_back(rooms::admin);
    if (principal.role != Role::agent) {
        rooms.push_back(rooms::staff);
        return rooms;
    }
    for (const auto& number : numbers) {
        // An assignee belongs to no scope room of its own: user:ID carries those.
        const auto enter = [&](const TeamId& team) {
            const Scope scope{number, team, UserId{}};
            if (may_see(principal, scope)) rooms.push_back(rooms::of_scope(scope));
        };
        enter(TeamId{});
        for (const auto& team : teams) enter(team);
    }
    return rooms;
}

}  // namespace model
