#include "auth/auth.hpp"

#include <doctest/doctest.h>

#include "auth/sessions.hpp"
#include "auth/testing.hpp"

using namespace auth;
using namespace std::chrono_literals;
using enum net::Method;

namespace {

struct SignInFixture : AuthFixture {
    Account ana = add("ana@a.test");
    TestDevice device;

    net::http::Response login(const std::string& email, const std::string& password) {
        return send(device, post, "/api/auth/login",
                    core::JsonObject().text("email", email).text("password", password).take());
    }
    net::http::Response refresh(TestDevice& from) {
        from.access_token.clear();
        auto response = send(from, post, "/api/auth/refresh");
        if (response.status == 200)
            from.access_token = body_of(response).at("accessToken").as_string().c_str();
        return response;
    }
    int me() { return send(device, get, "/api/auth/me").status; }
};

std::string header(const net::http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

}  // namespace

TEST_CASE_FIXTURE(SignInFixture, "a sign-in gives an access token for 15 minutes and who it is") {
    const auto response = login(" Ana@A.test ", "correct horse");
    CHECK(response.status == 200);
    const auto body = body_of(response);
    CHECK(body.at("expiresIn") == 900);
    CHECK(body.at("user").at("email") == "ana@a.test");
    CHECK(body.at("user").at("role") == "agent");
    device.access_token = body.at("accessToken").as_string().c_str();
    CHECK(me() == 200);
    store.clock.advance(15min);
    CHECK(me() == 401);
}

TEST_CASE_FIXTURE(SignInFixture,
                  "wrong password, unknown and disabled user, and bad refresh: one body") {
    add("boss@a.test", model::Role::admin);
    auto off = add("off@a.test");
    store.write([&](store::Transaction& tx) {
        return change_account(tx, off.id, {.disabled = true}, {}).has_value();
    });
    const auto wrong = login("ana@a.test", "incorrect horse");
    CHECK(wrong.status == 401);
    CHECK(login("nobody@a.test", "correct horse").body == wrong.body);
    CHECK(login("off@a.test", "correct horse").body == wrong.body);
    CHECK(login("", "").body == wrong.body);
    CHECK(refresh(device).body == wrong.body);
    device.cookies["chasqui_refresh"] = "made-up";
    CHECK(refresh(device).body == wrong.body);
    CHECK(refresh(device).status == 401);
}

TEST_CASE_FIXTURE(SignInFixture, "an unknown user costs one hash like a known one") {
    login("ana@a.test", "wrong password");
    CHECK(hasher.verifications == 1);
    login("nobody@a.test", "wrong password");
    CHECK(hasher.verifications == 2);
}

TEST_CASE_FIXTURE(SignInFixture, "the fifth failure makes the account wait, with Retry-After") {
    for (int i = 0; i < 5; ++i) CHECK(login("ana@a.test", "wrong password").status == 401);
    const auto early = login("ana@a.test", "correct horse");
    CHECK(early.status == 429);
    CHECK(header(early, "Retry-After") == "5");
    CHECK(body_of(early).at("code") == "auth.too_many_attempts");
    store.clock.advance(5s);
    CHECK(login("ana@a.test", "correct horse").status == 200);
    CHECK(login("ana@a.test", "wrong password").status == 401);
}

TEST_CASE_FIXTURE(SignInFixture, "an unknown address waits alike") {
    for (int i = 0; i < 5; ++i) login("nobody@a.test", "wrong password");
    CHECK(login("nobody@a.test", "wrong password").status == 429);
}

TEST_CASE_FIXTURE(SignInFixture, "a busy hasher is no failure of the person") {
    hasher.full = true;
    for (int i = 0; i < 9; ++i)
        CHECK_THROWS_AS(login("ana@a.test", "correct horse"), store::Unavailable);
    hasher.full = false;
    CHECK(login("ana@a.test", "correct horse").status == 200);
}

TEST_CASE_FIXTURE(SignInFixture, "on plain http only this machine may sign in and refresh") {
    device.address = "192.168.1.20";
    const auto far = login("ana@a.test", "correct horse");
    CHECK(far.status == 403);
    CHECK(body_of(far).at("code") == "auth.insecure_origin");
    CHECK(std::string(body_of(far).at("hint").as_string()).find("ssh -L") != std::string::npos);
    CHECK(hasher.verifications == 0);
    CHECK(refresh(device).status == 403);
    device.address = "::ffff:192.168.1.20";
    CHECK(login("ana@a.test", "correct horse").status == 403);
    device.secure = true;
    CHECK(login("ana@a.test", "correct horse").status == 200);
}

TEST_CASE_FIXTURE(SignInFixture, "the refresh cookie is __Host- over https and plain on loopback") {
    CHECK(header(login("ana@a.test", "correct horse"), "Set-Cookie")
              .find("; Path=/; Max-Age=2592000"
                    "; HttpOnly; SameSite=Strict") == std::string("chasqui_refresh=").size() + 43);
    device.secure = true;
    const auto cookie = header(login("ana@a.test", "correct horse"), "Set-Cookie");
    CHECK(cookie.starts_with("__Host-chasqui_refresh="));
    CHECK(cookie.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure"));
    CHECK(cookie.find("Domain") == std::string::npos);
}

TEST_CASE_FIXTURE(SignInFixture, "a refresh token is rotated, and 256 bits long") {
    sign_in(device, "ana@a.test");
    const auto first = device.cookies["chasqui_refresh"];
    CHECK(first.size() == 43);
    CHECK(refresh(device).status == 200);
    CHECK(device.cookies["chasqui_refresh"] != first);
    CHECK(me() == 200);
    store.clock.advance(1h);
    CHECK(refresh(device).status == 200);
}

TEST_CASE_FIXTURE(SignInFixture, "a stolen token that comes later ends the session for both") {
    sign_in(device, "ana@a.test");
    auto thief = device;
    REQUIRE(refresh(device).status == 200);
    store.clock.advance(10s);
    const auto caught = refresh(thief);
    CHECK(caught.status == 401);
    CHECK(me() == 401);
    CHECK(refresh(device).body == caught.body);
}

TEST_CASE_FIXTURE(SignInFixture, "the owner who comes after the thief ends the session too") {
    sign_in(device, "ana@a.test");
    auto thief = device;
    for (int i = 0; i < 20; ++i) {
        store.clock.advance(1min);
        REQUIRE(refresh(thief).status == 200);
    }
    CHECK(refresh(device).status == 401);
    CHECK_FALSE(caller(thief));
    CHECK(refresh(thief).status == 401);
}

TEST_CASE_FIXTURE(SignInFixture, "two tabs that refresh at once both go on, within 10 s") {
    sign_in(device, "ana@a.test");
    auto other_tab = device;
    REQUIRE(refresh(device).status == 200);
    store.clock.advance(10s - 1ms);
    CHECK(refresh(other_tab).status == 200);
    CHECK(me() == 200);
    // The browser keeps one cookie, whichever answer came last; the next refresh uses that.
    SUBCASE("the first child goes on") {
        CHECK(refresh(device).status == 200);
    }
    SUBCASE("the second child goes on") {
        CHECK(refresh(other_tab).status == 200);
    }
}

TEST_CASE_FIXTURE(SignInFixture, "the grace is over once a child was used") {
    sign_in(device, "ana@a.test");
    auto old = device;
    REQUIRE(refresh(device).status == 200);
    REQUIRE(refresh(device).status == 200);
    CHECK(refresh(old).status == 401);
    CHECK(me() == 401);
}

TEST_CASE_FIXTURE(SignInFixture,
                  "a thief who used the grace is found when the other child is used") {
    sign_in(device, "ana@a.test");
    auto thief = device;
    REQUIRE(refresh(device).status == 200);
    REQUIRE(refresh(thief).status == 200);
    store.clock.advance(10min);
    REQUIRE(refresh(device).status == 200);
    store.clock.advance(10s);
    CHECK(refresh(thief).status == 401);
    CHECK(me() == 401);
}

TEST_CASE_FIXTURE(SignInFixture, "a refresh token is good for 30 days from the last refresh") {
    sign_in(device, "ana@a.test");
    store.clock.advance(refresh_token_life - 1ms);
    CHECK(refresh(device).status == 200);
    store.clock.advance(refresh_token_life);
    CHECK(refresh(device).status == 401);
}

TEST_CASE_FIXTURE(SignInFixture, "signing out ends the session at once and takes the cookie away") {
    sign_in(device, "ana@a.test");
    auto copy = device;
    const auto response = send(device, post, "/api/auth/logout");
    CHECK(response.status == 200);
    CHECK(header(response, "Set-Cookie").starts_with("chasqui_refresh=; Path=/; Max-Age=0"));
    CHECK_FALSE(caller(copy));
    CHECK(refresh(copy).status == 401);
    CHECK(send(copy, post, "/api/auth/logout").status == 200);
}

TEST_CASE_FIXTURE(SignInFixture, "the cookie alone is enough to sign out") {
    sign_in(device, "ana@a.test");
    const auto token = std::exchange(device.access_token, "");
    CHECK(send(device, post, "/api/auth/logout").status == 200);
    device.access_token = token;
    CHECK(me() == 401);
}

TEST_CASE_FIXTURE(SignInFixture, "one's own sessions are listed and ended, never another's") {
    add("luz@a.test");
    TestDevice phone, other;
    sign_in(device, "ana@a.test");
    sign_in(phone, "ana@a.test");
    sign_in(other, "luz@a.test");
    const auto items = body_of(send(device, get, "/api/auth/sessions")).at("items").as_array();
    REQUIRE(items.size() == 2);
    CHECK(items[0].at("current") == true);
    CHECK(items[1].at("current") == false);

    const auto theirs = caller(other)->session.text();
    CHECK(send(device, del, "/api/auth/sessions/" + theirs).status == 404);
    CHECK(caller(other));
    CHECK(send(device, del, "/api/auth/sessions/" + caller(phone)->session.text()).status == 200);
    CHECK_FALSE(caller(phone));
    CHECK(refresh(phone).status == 401);
    CHECK(caller(device));
}

TEST_CASE_FIXTURE(SignInFixture, "the fifty-first session ends the oldest") {
    sign_in(device, "ana@a.test");
    TestDevice more;
    for (std::size_t i = 1; i < sessions_per_user_max; ++i) sign_in(more, "ana@a.test");
    CHECK(me() == 200);
    sign_in(more, "ana@a.test");
    CHECK(me() == 401);
    CHECK(service.directory().session_count() == sessions_per_user_max);
}

TEST_CASE_FIXTURE(SignInFixture, "what was stored is enough to go on after a restart") {
    sign_in(device, "ana@a.test");
    Auth restarted({store.database, hasher, store.clock, store.random, store.metrics, {}},
                   "a secret of the tests");
    CHECK(restarted.authenticate(device.access_token)->user == ana.id);
    Auth other_key({store.database, hasher, store.clock, store.random, store.metrics, {}}, "other");
    CHECK_FALSE(other_key.authenticate(device.access_token).has_value());
}

TEST_CASE_FIXTURE(SignInFixture, "sweeping ends what has expired and drops its rows") {
    sign_in(device, "ana@a.test");
    store.clock.advance(refresh_token_life);
    store.write([](store::Transaction& tx) { return sweep_sessions(tx); });
    CHECK(service.directory().session_count() == 0);
    store.write([](store::Transaction& tx) { return sweep_sessions(tx); });
    CHECK(store.write([](store::Transaction& tx) {
        return find_refresh_token(tx, "").has_value() || !all_sessions(tx).empty();
    }) == false);
}

TEST_CASE_FIXTURE(SignInFixture, "no token, password or address of a person is logged") {
    login("ana@a.test", "wrong password");
    sign_in(device, "ana@a.test");
    for (const auto* word : {"ana@a.test", "wrong password", "correct horse"})
        CHECK_FALSE(log.contains(word));
    CHECK_FALSE(log.contains(device.access_token));
}

TEST_CASE_FIXTURE(SignInFixture,
                  "an Authorization that is no bearer token is refused, none is anonymous") {
    net::http::Request request;
    CHECK(service.authenticate(request)->anonymous());
    request.headers = {{"Authorization", "Basic YTpi"}};
    CHECK(service.authenticate(request).error().code == "auth.token_invalid");
    sign_in(device, "ana@a.test");
    request.headers = {{"authorization", "bearer  " + device.access_token}};
    CHECK(service.authenticate(request)->user == ana.id);
}
