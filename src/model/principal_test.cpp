#include "model/principal.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace model;

namespace {

Principal person(Role role, std::string id = "u") {
    Principal one;
    one.user = UserId{std::move(id)};
    one.role = role;
    return one;
}

const std::vector<NumberId> numbers{NumberId{"1"}, NumberId{"2"}};
const std::vector<TeamId> teams{TeamId{"sales"}, TeamId{"help"}};

std::vector<Principal> people() {
    std::vector<Principal> all{Principal{}, person(Role::admin), person(Role::supervisor),
                               person(Role::agent)};
    auto narrow = person(Role::agent, "narrow");
    narrow.numbers = {NumberId{"1"}};
    all.push_back(narrow);
    narrow.teams = {TeamId{"sales"}};
    all.push_back(narrow);
    narrow.numbers.clear();
    all.push_back(narrow);
    return all;
}

}  // namespace

TEST_CASE("the rooms of a scope's audience are entered by exactly those who may see it") {
    std::vector<TeamId> all_teams = teams;
    all_teams.emplace_back();
    for (const auto& principal : people())
        for (const auto& number : numbers)
            for (const auto& team : all_teams)
                for (const auto* assignee : {"", "u", "narrow", "other"}) {
                    const Scope scope{number, team, UserId{assignee}};
                    const auto hers = rooms_of(principal, numbers, teams);
                    const auto wanted = audience(scope);
                    const bool hears = std::any_of(wanted.begin(), wanted.end(), [&](auto& room) {
                        return std::find(hers.begin(), hers.end(), room) != hers.end();
                    });
                    CHECK(hears == may_see(principal, scope));
                }
}

TEST_CASE("nobody without a sign-in may do more than what everyone may") {
    CHECK(may(Principal{}, Permission::everyone));
    for (const auto permission :
         {Permission::signed_in, Permission::read_users, Permission::administer})
        CHECK_FALSE(may(Principal{}, permission));
}

TEST_CASE("an API key administers by its role, and gives nobody access") {
    auto key = person(Role::admin);
    key.key = model::ApiKeyId{"k"};
    CHECK(may(key, Permission::administer));
    CHECK_FALSE(may(key, Permission::grant_access));
    CHECK(may(person(Role::admin), Permission::grant_access));
    CHECK_FALSE(may(person(Role::supervisor), Permission::grant_access));
}

TEST_CASE("agents never administer or read users, supervisors read, admins do all") {
    CHECK(may(person(Role::agent), Permission::signed_in));
    CHECK_FALSE(may(person(Role::agent), Permission::read_users));
    CHECK(may(person(Role::supervisor), Permission::read_users));
    CHECK_FALSE(may(person(Role::supervisor), Permission::administer));
    CHECK(may(person(Role::admin), Permission::administer));
}

TEST_CASE("an agent sees those assigned to them, whatever the number and the team") {
    auto agent = person(Role::agent);
    agent.numbers = {NumberId{"2"}};
    agent.teams = {TeamId{"help"}};
    CHECK(may_see(agent, {NumberId{"1"}, TeamId{"sales"}, UserId{"u"}}));
    CHECK_FALSE(may_see(agent, {NumberId{"1"}, TeamId{"sales"}, UserId{}}));
    CHECK(may_see(agent, {NumberId{"2"}, TeamId{}, UserId{"other"}}));
}
