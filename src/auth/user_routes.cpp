#include "auth/accounts.hpp"
#include "auth/auth_store.hpp"
#include "auth/route_parts.hpp"
#include "core/json.hpp"

namespace auth {
namespace {

using net::http::failure;
using net::http::ok;

core::Task<Response> list_users(Auth& auth, const Request&, const model::Principal&) {
    co_return page(auth.directory().accounts());
}

// What everybody who is signed in may know of another: the name, nothing else.
struct Person {
    model::UserId id;
    std::string name;
};

std::string to_json(const Person& person) {
    return core::JsonObject().text("id", person.id.text()).text("name", person.name).take();
}

core::Task<Response> list_agents(Auth& auth, const Request&, const model::Principal&) {
    std::vector<Person> people;
    for (const auto& account : auth.directory().accounts())
        if (!account.disabled) people.push_back({account.id, account.name});
    co_return page(people);
}

core::Task<Response> add_user(Auth& auth, const Request& request, const model::Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    core::JsonReader reader(*body);
    const auto password = reader.text("password");
    const auto role = checked_role(reader.text("role"));
    NewAccount fresh{.email = reader.text("email"),
                     .name = reader.text("name"),
                     .teams = reader.texts_or_empty("teams"),
                     .numbers = reader.texts_or_empty("numbers")};
    if (reader.fault()) co_return failure(request, *reader.fault());
    if (!role) co_return failure(request, role.error());
    fresh.role = *role;
    if (const auto good = check_password(password); !good) co_return failure(request, good.error());

    fresh.password_hash = co_await auth.hasher().hash(password);
    const auto made = co_await auth.database().write(
        [fresh, actor = actor_of(request, who)](store::Transaction& tx) {
            return add_account(tx, fresh, actor);
        });
    co_return answer(request, made, 201);
}

// The fields of the body that are there; the first fault.
core::Result<AccountChange> read_change(const core::json::value& body) {
    core::JsonReader reader(body);
    AccountChange change;
    if (reader.find("name")) change.name = reader.text("name");
    if (reader.find("disabled")) change.disabled = reader.boolean_or("disabled", false);
    if (reader.find("teams")) change.teams = reader.texts_or_empty("teams");
    if (reader.find("numbers")) change.numbers = reader.texts_or_empty("numbers");
    const auto role = reader.find("role") ? reader.text("role") : "";
    if (reader.fault()) return *reader.fault();
    if (reader.find("role")) {
        const auto checked = checked_role(role);
        if (!checked) return checked.error();
        change.role = *checked;
    }
    return change;
}

core::Task<Response> change_user(Auth& auth, const Request& request, const model::Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    const auto change = read_change(*body);
    if (!change) co_return failure(request, change.error());
    const auto changed = co_await auth.database().write(
        [id = model::UserId{request.path_parameter("id")}, change = *change,
         actor = actor_of(request, who)](store::Transaction& tx) {
            return change_account(tx, id, change, actor);
        });
    co_return answer(request, changed);
}

core::Task<Response> list_teams(Auth& auth, const Request&, const model::Principal&) {
    co_return page(auth.directory().teams());
}

core::Task<Response> add_one_team(Auth& auth, const Request& request, const model::Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    core::JsonReader reader(*body);
    const auto name = reader.text("name");
    if (reader.fault()) co_return failure(request, *reader.fault());
    const auto made = co_await auth.database().write(
        [name, actor = actor_of(request, who)](store::Transaction& tx) {
            return add_team(tx, name, actor);
        });
    co_return answer(request, made, 201);
}

core::Task<Response> change_one_team(Auth& auth, const Request& request,
                                     const model::Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    core::JsonReader reader(*body);
    const Team team{model::TeamId{request.path_parameter("id")}, reader.text("name")};
    if (reader.fault()) co_return failure(request, *reader.fault());
    const auto changed = co_await auth.database().write(
        [team, actor = actor_of(request, who)](store::Transaction& tx) {
            return change_team(tx, team, actor);
        });
    co_return answer(request, changed);
}

core::Task<Response> remove_one_team(Auth& auth, const Request& request,
                                     const model::Principal& who) {
    const auto removed = co_await auth.database().write(
        [id = model::TeamId{request.path_parameter("id")}, actor = actor_of(request, who)](
            store::Transaction& tx) { return remove_team(tx, id, actor); });
    co_return answer(request, removed);
}

}  // namespace

std::vector<net::Route> user_routes(Auth& auth) {
    using enum net::Method;
    using enum model::Permission;
    const auto on = [&auth](auto* handler) { return bound(auth, handler); };
    std::vector<net::Route> all;
    all.emplace_back(get, "/api/users", read_users, on(list_users),
                     net::RouteDoc{"All accounts and their rights.", {}, "", "UserPage"});
    all.emplace_back(post, "/api/users", grant_access, on(add_user),
                     net::RouteDoc{"Adds an account.", {}, "NewUser", "User", 201});
    all.emplace_back(
        patch, "/api/users/:id", grant_access, on(change_user),
        net::RouteDoc{
            "Changes name, role, being disabled, teams or numbers.", {}, "UserChange", "User"});
    all.emplace_back(get, "/api/agents", signed_in, on(list_agents),
                     net::RouteDoc{"Names of those who can be assigned.", {}, "", "PersonPage"});
    all.emplace_back(get, "/api/teams", signed_in, on(list_teams),
                     net::RouteDoc{"All teams.", {}, "", "TeamPage"});
    all.emplace_back(post, "/api/teams", grant_access, on(add_one_team),
                     net::RouteDoc{"Adds a team.", {}, "TeamName", "Team", 201});
    all.emplace_back(patch, "/api/teams/:id", grant_access, on(change_one_team),
                     net::RouteDoc{"Renames a team.", {}, "TeamName", "Team"});
    all.emplace_back(
        del, "/api/teams/:id", grant_access, on(remove_one_team),
        net::RouteDoc{"Removes a team that nobody and nothing belongs to.", {}, "", "Empty"});
    return all;
}

}  // namespace auth
