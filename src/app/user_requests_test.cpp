#include "app/user_requests.hpp"

#include <doctest/doctest.h>

#include "auth/accounts.hpp"
#include "auth/auth_store.hpp"
#include "store/testing.hpp"

namespace {

struct RequestFixture : store::TestDatabase {
    core::Result<core::json::object> add(const std::string& email, core::json::array teams) {
        const core::json::object request{{"verb", "add"},          {"email", email},
                                         {"name", "Eva"},          {"role", "agent"},
                                         {"passwordHash", "hash"}, {"teams", std::move(teams)}};
        return write(
            [request](store::Transaction& tx) { return app::apply_user_request(tx, request); });
    }
    std::vector<std::string> teams() {
        return write([](store::Transaction& tx) {
            std::vector<std::string> names;
            for (const auto& team : auth::all_teams(tx)) names.push_back(team.name);
            return names;
        });
    }
};

}  // namespace

TEST_CASE_FIXTURE(RequestFixture, "a team that is named for an account is made once") {
    CHECK(add("eva@example.com", {"Ventas"}).has_value());
    CHECK(add("marcos@example.com", {"ventas", "Soporte"}).has_value());
    CHECK(teams() == std::vector<std::string>{"Soporte", "Ventas"});
}

TEST_CASE_FIXTURE(RequestFixture, "an account that is refused leaves no team behind") {
    CHECK(add("no address", {"Ventas"}).has_error());
    CHECK(teams().empty());
}

TEST_CASE_FIXTURE(RequestFixture, "an unknown verb or a request without one changes nothing") {
    const auto asked = write(
        [](store::Transaction& tx) { return app::apply_user_request(tx, {{"verb", "promote"}}); });
    CHECK(asked.has_error());
}
