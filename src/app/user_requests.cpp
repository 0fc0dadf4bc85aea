#include "app/user_requests.hpp"

#include <boost/json/parse.hpp>

#include "auth/accounts.hpp"
#include "auth/auth_store.hpp"

namespace app {
namespace {

core::json::object answer(const std::vector<auth::Account>& accounts) {
    core::json::array users;
    for (const auto& account : accounts) users.push_back(core::json::parse(auth::to_json(account)));
    return {{"users", std::move(users)}};
}

// Who names a team on the command line wants it; the audit tells that it was made.
core::Result<> make_where_missing(store::Transaction& tx, const std::string& team) {
    if (auth::find_team(tx, model::TeamId{team}) || auth::find_team_by_name(tx, team)) return {};
    if (const auto made = auth::add_team(tx, team, auth::Actor{}); made.has_error())
        return made.error();
    return {};
}

core::Result<core::json::object> add(store::Transaction& tx, core::JsonReader& reader) {
    auth::NewAccount fresh{.email = reader.text("email"),
                           .name = reader.text("name"),
                           .teams = reader.texts_or_empty("teams"),
                           .numbers = reader.texts_or_empty("numbers"),
                           .password_hash = reader.text("passwordHash")};
    const auto role = auth::checked_role(reader.text("role"));
    if (reader.fault()) return *reader.fault();
    if (role.has_error()) return role.error();
    fresh.role = *role;
    for (const auto& team : fresh.teams)
        if (auto made = make_where_missing(tx, team); made.has_error()) return made.error();
    const auto account = auth::add_account(tx, fresh, auth::Actor{});
    if (account.has_error()) return account.error();
    return answer({*account});
}

core::Result<auth::AccountChange> change_for(const std::string& verb, core::JsonReader& reader) {
    if (verb == "disable") return auth::AccountChange{.disabled = true};
    if (verb == "enable") return auth::AccountChange{.disabled = false};
    const auto role = auth::checked_role(reader.text("role"));
    if (reader.fault()) return *reader.fault();
    if (role.has_error()) return role.error();
    return auth::AccountChange{.role = *role};
}

core::Result<core::json::object> change(store::Transaction& tx, const std::string& verb,
                                        core::JsonReader& reader) {
    const auto email = reader.text("email");
    if (reader.fault()) return *reader.fault();
    const auto account = auth::account_of(tx, email);
    if (account.has_error()) return account.error();
    if (verb == "password") {
        const auto hash = reader.text("passwordHash");
        if (reader.fault()) return *reader.fault();
        if (const auto set = auth::set_password(tx, account->id, hash, auth::Actor{});
            set.has_error())
            return set.error();
        return answer({*account});
    }
    const auto wanted = change_for(verb, reader);
    if (wanted.has_error()) return wanted.error();
    const auto changed = auth::change_account(tx, account->id, *wanted, auth::Actor{});
    if (changed.has_error()) return changed.error();
    return answer({*changed});
}

}  // namespace

core::Result<core::json::object> apply_user_request(store::Transaction& tx,
                                                    const core::json::object& request) {
    const core::json::value value(request);
    core::JsonReader reader(value);
    const auto verb = reader.text("verb");
    if (reader.fault()) return *reader.fault();
    if (verb == "list") return answer(auth::all_accounts(tx));
    if (verb == "add") return add(tx, reader);
    return change(tx, verb, reader);
}

}  // namespace app
