#include "app/limits.hpp"

#include <doctest/doctest.h>

#include "app/limits_store.hpp"
#include "auth/testing.hpp"
#include "core/json.hpp"
#include "store/testing.hpp"

using namespace std::chrono_literals;

namespace {

std::string header(const net::http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

struct LimitsFixture : store::TestDatabase {
    LimitsFixture() {
        settings.sign_in_max = 3;
        settings.graph_max = 2;
        restart();
    }
    // The same database, and a process that remembers nothing.
    void restart() {
        limits.reset();
        metrics_of_process = std::make_unique<core::Metrics>();
        limits = std::make_unique<app::Limits>(
            app::Limits::Seams{database, auth, clock, random, *metrics_of_process}, settings);
        limits->load();
    }
    net::http::Response call(net::Limit limit, const std::string& client,
                             const std::string& user = "") {
        const net::Route route = [&] {
            net::Route made{net::Method::post, "/api/x", model::Permission::everyone, {}, {}};
            made.limit = limit;
            return made;
        }();
        net::http::Request request;
        request.client = client;
        model::Principal principal;
        principal.user = model::UserId{user};
        if (!user.empty()) principal.session = model::SessionId{"s of " + user};
        return scheduler.complete(limits->answer(route, request, principal, [this] {
            ++ran;
            return core::ready_task(net::http::ok("{}"));
        }));
    }
    net::http::Response sign_in(const std::string& client) {
        return call(net::Limit::sign_in, client);
    }
    int rows() {
        return write(
            [](store::Transaction& tx) { return static_cast<int>(app::count_limit_rows(tx)); });
    }

    app::LimitSettings settings;
    core::ListLogSink log;
    auth::FakeHasher hasher;
    auth::Auth auth{{database, hasher, clock, random, metrics, core::Log(log, "auth")},
                    "a secret of thirty-two characters"};
    std::unique_ptr<core::Metrics> metrics_of_process;
    std::unique_ptr<app::Limits> limits;
    int ran = 0;
};

}  // namespace

TEST_CASE_FIXTURE(LimitsFixture, "the fourth attempt of a network is 429, in the plan's words") {
    for (int i = 0; i < 3; ++i) CHECK(sign_in("203.0.113.9").status == 200);
    const auto refused = sign_in("203.0.113.9");
    CHECK(refused.status == 429);
    CHECK(ran == 3);
    const auto body = core::parse_json(refused.body).value();
    CHECK(body.at("error").as_string() == "Demasiados intentos de login.");
    CHECK(body.at("code").as_string() == "auth.sign_in_limit");
    const auto wait = std::stoi(header(refused, "Retry-After"));
    CHECK(wait >= 300);
    CHECK(wait <= 320);
    CHECK(header(refused, "RateLimit-Policy") == R"("sign-in";q=3;w=300)");
    CHECK(header(refused, "RateLimit") == R"("sign-in";r=0;t=)" + std::to_string(wait));
    clock.advance(std::chrono::seconds{wait});
    CHECK(sign_in("203.0.113.9").status == 200);
}

TEST_CASE_FIXTURE(LimitsFixture, "what is allowed says how much is left") {
    const auto first = sign_in("203.0.113.9");
    CHECK(header(first, "RateLimit-Policy") == R"("sign-in";q=3;w=300)");
    CHECK(header(first, "RateLimit").starts_with(R"("sign-in";r=2;t=3)"));
}

TEST_CASE_FIXTURE(LimitsFixture, "no other spelling of an address is another network") {
    for (const auto* spelling : {"203.0.113.9", "::ffff:203.0.113.9", "::ffff:cb00:7109"})
        CHECK(sign_in(spelling).status == 200);
    CHECK(sign_in("203.0.113.9").status == 429);
    CHECK(sign_in("203.0.113.10").status == 200);

    for (const auto* one : {"2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:dead:beef::"})
        CHECK(sign_in(one).status == 200);
    CHECK(sign_in("2001:db8::2").status == 429);
    CHECK(sign_in("2001:db8:0:1::1").status == 200);
}

TEST_CASE_FIXTURE(LimitsFixture, "a restart forgives nobody, and holds nobody longer") {
    for (int i = 0; i < 3; ++i) sign_in("203.0.113.9");
    clock.advance(100s);
    restart();
    CHECK(sign_in("203.0.113.9").status == 429);
    CHECK(sign_in("203.0.113.10").status == 200);
    clock.advance(245s);  // the window, and two of its fifteen parts at most
    CHECK(sign_in("203.0.113.9").status == 200);
}

TEST_CASE_FIXTURE(LimitsFixture, "a jump of the wall clock opens no window") {
    for (int i = 0; i < 3; ++i) sign_in("203.0.113.9");
    clock.jump_wall(1h);
    CHECK(sign_in("203.0.113.9").status == 429);
    clock.jump_wall(-2h);
    CHECK(sign_in("203.0.113.9").status == 429);
    restart();
    CHECK(sign_in("203.0.113.9").status == 429);
}

TEST_CASE_FIXTURE(LimitsFixture, "what cannot be written down is not let through") {
    database.close();
    CHECK_THROWS_AS(sign_in("203.0.113.9"), store::Unavailable);
    CHECK(ran == 0);
}

TEST_CASE_FIXTURE(LimitsFixture, "calls that ask Meta are counted by person") {
    const auto ask = [&](const char* user) { return call(net::Limit::graph, "203.0.113.9", user); };
    CHECK(ask("ana").status == 200);
    CHECK(ask("ana").status == 200);
    const auto refused = ask("ana");
    CHECK(refused.status == 429);
    CHECK(core::parse_json(refused.body).value().at("error").as_string() ==
          "Límite de WhatsApp API excedido.");
    CHECK(ask("bea").status == 200);
    restart();
    CHECK(ask("ana").status == 429);
}

TEST_CASE_FIXTURE(LimitsFixture, "two hundred people behind one address do not share a limit") {
    for (int round = 0; round < 20; ++round)
        for (int person = 0; person < 200; ++person)
            REQUIRE(call(net::Limit::session, "203.0.113.9", "u" + std::to_string(person)).status ==
                    200);
    int refused = 0;
    for (int i = 0; i < 400; ++i)
        refused += call(net::Limit::session, "203.0.113.9", "u1").status == 429 ? 1 : 0;
    CHECK(refused == 120);
    CHECK(rows() == 0);
}

TEST_CASE_FIXTURE(LimitsFixture, "what counts no more is swept from memory and from the table") {
    sign_in("203.0.113.9");
    sign_in("203.0.113.10");
    CHECK(rows() == 2);
    CHECK_FALSE(write(app::sweep_limits).more);
    CHECK(rows() == 2);
    clock.advance(341s);
    CHECK(limits->sweep() == 2);
    CHECK_FALSE(write(app::sweep_limits).more);
    CHECK(rows() == 0);
}
