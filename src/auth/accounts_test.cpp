#include "auth/accounts.hpp"

#include <doctest/doctest.h>

#include "auth/sessions.hpp"
#include "auth/setup.hpp"
#include "auth/testing.hpp"

using namespace auth;
using namespace std::chrono_literals;
using enum net::Method;

namespace {

struct AdminFixture : AuthFixture {
    Account boss = add("boss@a.test", model::Role::admin);
    TestDevice admin;
    std::vector<std::string> heard;

    AdminFixture() {
        service.directory().on_session_over(
            [this](const model::SessionId&) { heard.emplace_back("session over"); });
        service.directory().on_rights_changed(
            [this](const model::UserId& user) { heard.push_back("rights of " + user.text()); });
        sign_in(admin, "boss@a.test");
    }
    std::string code(const net::http::Response& response) {
        const auto body = body_of(response);
        return body.contains("code") ? std::string(body.at("code").as_string()) : "";
    }
    std::string post_user(const std::string& fields) {
        return code(send(admin, post, "/api/users", fields));
    }
    std::string team(const std::string& name) {
        const auto response =
            send(admin, post, "/api/teams", core::JsonObject().text("name", name).take());
        REQUIRE(response.status == 201);
        return body_of(response).at("id").as_string().c_str();
    }
};

}  // namespace

TEST_CASE_FIXTURE(AdminFixture, "an admin adds an account, which can sign in with its rights") {
    const auto sales = team("Sales");
    const auto made = send(admin, post, "/api/users",
                           R"({"email":" Luz@A.test","name":" Luz ","role":"agent",)"
                           R"("password":"correct horse","teams":["Sales"],"numbers":["106"]})");
    CHECK(made.status == 201);
    CHECK(body_of(made).at("name") == "Luz");
    CHECK(body_of(made).at("teams").as_array()[0] == core::json::string(sales));
    TestDevice device;
    sign_in(device, "luz@a.test");
    CHECK(caller(device)->teams == std::set{model::TeamId{sales}});
    CHECK(caller(device)->numbers == std::set{model::NumberId{"106"}});
}

TEST_CASE_FIXTURE(AdminFixture, "each rule of a new account has its own code") {
    const auto with = [](std::string_view email, std::string_view name, std::string_view role,
                         std::string_view password, std::string_view more = "") {
        return core::JsonObject()
            .text("email", email)
            .text("name", name)
            .text("role", role)
            .text("password", password)
            .take()
            .insert(1, more);
    };
    const auto* good = "correct horse";
    for (const auto* bad : {"", "a", "@a", "a@", "a@b@c", "a b@c", "<a@b>"})
        CHECK_MESSAGE(post_user(with(bad, "N", "agent", good)) == "auth.email_invalid", bad);
    CHECK(post_user(with("boss@A.test", "N", "agent", good)) == "auth.email_taken");
    CHECK(post_user(with("n@a.test", "  ", "agent", good)) == "auth.name_invalid");
    CHECK(post_user(with("n@a.test", "a\nb", "agent", good)) == "auth.name_invalid");
    CHECK(post_user(with("n@a.test", std::string(81, 'x'), "agent", good)) == "auth.name_invalid");
    CHECK(post_user(with("n@a.test", "N", "owner", good)) == "auth.role_unknown");
    CHECK(post_user(with("n@a.test", "N", "agent", "123456789")) == "auth.password_too_short");
    CHECK(post_user(with("n@a.test", "N", "agent", std::string(1025, 'x'))) ==
          "auth.password_too_long");
    CHECK(post_user(with("n@a.test", "N", "agent", good, R"("teams":["x"],)")) ==
          "auth.team_not_found");
    CHECK(post_user(with("n@a.test", "N", "agent", good, R"("numbers":["1x"],)")) ==
          "auth.number_invalid");
    CHECK(post_user("{}") == "json.missing");
    CHECK(post_user("[") == "json.malformed");
    CHECK(post_user(with("n@a.test", "N", "agent", "ñandú y 10")) == "");
}

TEST_CASE_FIXTURE(AdminFixture, "a role or team that changes takes effect at once, and is told") {
    const auto luz = add("luz@a.test");
    TestDevice device;
    sign_in(device, "luz@a.test");
    CHECK(send(device, get, "/api/users").status == 403);
    const auto path = "/api/users/" + luz.id.text();
    CHECK(send(admin, patch, path, R"({"role":"supervisor"})").status == 200);
    CHECK(send(device, get, "/api/users").status == 200);
    CHECK(heard == std::vector<std::string>{"rights of " + luz.id.text()});
    CHECK(send(admin, patch, path, R"({"name":"Luz María"})").status == 200);
    CHECK(heard.size() == 1);
    CHECK(caller(device)->name == "Luz María");
    CHECK(send(admin, patch, path, R"({"numbers":["1"],"teams":[]})").status == 200);
    CHECK(heard.size() == 2);
    CHECK(caller(device)->numbers.size() == 1);
}

TEST_CASE_FIXTURE(AdminFixture, "a disabled account is out at once, and its sessions are over") {
    const auto luz = add("luz@a.test");
    TestDevice device;
    sign_in(device, "luz@a.test");
    const auto path = "/api/users/" + luz.id.text();
    CHECK(send(admin, patch, path, R"({"disabled":true})").status == 200);
    CHECK_FALSE(caller(device));
    CHECK(heard == std::vector<std::string>{"rights of " + luz.id.text(), "session over"});
    CHECK(send(admin, patch, path, R"({"disabled":false})").status == 200);
    CHECK_FALSE(caller(device));
    sign_in(device, "luz@a.test");
    CHECK(caller(device));
}

TEST_CASE_FIXTURE(AdminFixture, "the last admin can neither be disabled nor lose the role") {
    const auto path = "/api/users/" + boss.id.text();
    CHECK(code(send(admin, patch, path, R"({"disabled":true})")) == "auth.last_admin");
    CHECK(code(send(admin, patch, path, R"({"role":"agent"})")) == "auth.last_admin");
    CHECK(caller(admin)->role == model::Role::admin);
    add("second@a.test", model::Role::admin);
    CHECK(code(send(admin, patch, path, R"({"role":"agent"})")) == "");
}

TEST_CASE_FIXTURE(AdminFixture, "a new password ends the account's sessions") {
    const auto luz = add("luz@a.test");
    TestDevice device;
    sign_in(device, "luz@a.test");
    store.write([&](store::Transaction& tx) {
        return set_password(tx, luz.id, FakeHasher::hash_of("another horse"), {}).has_value();
    });
    CHECK_FALSE(caller(device));
    sign_in(device, "luz@a.test", "another horse");
    CHECK(store.write([](store::Transaction& tx) {
        return set_password(tx, model::UserId{"x"}, "h", {}).error().code;
    }) == "auth.user_not_found");
}

TEST_CASE_FIXTURE(AdminFixture,
                  "a team is added, renamed and removed, and each name is there once") {
    const auto sales = team(" Sales ");
    CHECK(code(send(admin, post, "/api/teams", R"({"name":"Sales"})")) == "auth.team_name_taken");
    CHECK(code(send(admin, post, "/api/teams", R"({"name":"sales"})")) == "auth.team_name_taken");
    CHECK(send(admin, patch, "/api/teams/" + sales, R"({"name":"SALES"})").status == 200);
    CHECK(send(admin, patch, "/api/teams/" + sales, R"({"name":"Ventas"})").status == 200);
    CHECK(send(admin, patch, "/api/teams/" + sales, R"({"name":"Ventas"})").status == 200);
    CHECK(send(admin, patch, "/api/teams/none", R"({"name":"X"})").status == 404);
    const auto teams = body_of(send(admin, get, "/api/teams")).at("items").as_array();
    REQUIRE(teams.size() == 1);
    CHECK(teams[0].at("name") == "Ventas");
    CHECK(send(admin, del, "/api/teams/" + sales).status == 200);
    CHECK(service.directory().teams().empty());
    CHECK(send(admin, del, "/api/teams/" + sales).status == 404);
}

TEST_CASE_FIXTURE(AdminFixture,
                  "a team with members stays: without it they would see every team's") {
    const auto sales = team("Sales");
    const auto luz = add("luz@a.test");
    const auto path = "/api/users/" + luz.id.text();
    REQUIRE(send(admin, patch, path, R"({"teams":["Sales"]})").status == 200);
    CHECK(code(send(admin, del, "/api/teams/" + sales)) == "auth.team_in_use");
    REQUIRE(send(admin, patch, path, R"({"teams":[]})").status == 200);
    CHECK(code(send(admin, del, "/api/teams/" + sales)) == "");
}

TEST_CASE_FIXTURE(AdminFixture, "everyone signed in reads names; agents neither users nor rights") {
    const auto luz = add("luz@a.test");
    auto off = add("off@a.test");
    REQUIRE(send(admin, patch, "/api/users/" + off.id.text(), R"({"disabled":true})").status ==
            200);
    TestDevice device;
    CHECK(send(device, get, "/api/agents").status == 401);
    sign_in(device, "luz@a.test");
    const auto people = body_of(send(device, get, "/api/agents")).at("items").as_array();
    REQUIRE(people.size() == 2);
    for (const auto& person : people) CHECK(person.as_object().size() == 2);
    for (const auto method : {post, patch})
        CHECK(send(device, method, method == post ? "/api/users" : "/api/users/" + luz.id.text(),
                   R"({"role":"admin"})")
                  .status == 403);
}

TEST_CASE_FIXTURE(AdminFixture, "what a change is refused for is not half done") {
    const auto luz = add("luz@a.test");
    const auto path = "/api/users/" + luz.id.text();
    CHECK(code(send(admin, patch, path, R"({"name":"New","teams":["none"]})")) ==
          "auth.team_not_found");
    CHECK(service.directory().account(luz.id)->name == "luz");
}

TEST_CASE_FIXTURE(AuthFixture, "the first admin comes in by the link, once, within 30 minutes") {
    TestDevice device;
    const auto link = [&] {
        return store
            .write([&](store::Transaction& tx) { return make_setup_link(tx, store.random); })
            .value_or("");
    };
    const auto set_up_with = [&](const std::string& token) {
        return send(device, post, "/api/auth/setup",
                    core::JsonObject()
                        .text("token", token)
                        .text("name", "Ana")
                        .text("email", "ana@a.test")
                        .text("password", "correct horse")
                        .take());
    };
    CHECK(body_of(send(device, get, "/api/auth/setup")).at("open") == true);
    CHECK(set_up_with("").status == 403);
    const auto first = link();
    const auto second = link();
    CHECK(set_up_with(first).status == 403);
    store.clock.advance(setup_link_life);
    CHECK(set_up_with(second).status == 403);
    const auto third = link();
    device.address = "10.0.0.9";
    CHECK(set_up_with(third).status == 403);
    device.address = "127.0.0.1";
    CHECK(set_up_with(third).status == 201);
    sign_in(device, "ana@a.test");
    CHECK(caller(device)->role == model::Role::admin);
    CHECK(set_up_with(third).status == 404);
    CHECK(send(device, get, "/api/auth/setup").status == 404);
    CHECK(link().empty());
}
