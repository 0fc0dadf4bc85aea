#include "auth/auth_store.hpp"

#include <doctest/doctest.h>

#include "auth/sessions.hpp"
#include "auth/testing.hpp"
#include "store/database_error.hpp"

using namespace auth;

namespace {

struct AuditFixture : AuthFixture {
    Account boss = add("boss@a.test", model::Role::admin);

    // "action actor address" of each entry, in order.
    std::vector<std::string> audit() {
        return store.write([](store::Transaction& tx) {
            std::vector<std::string> all;
            auto rows = tx.rows("SELECT action, actor, address FROM audit ORDER BY id");
            while (rows.next())
                all.push_back(rows.text(0) + " " + rows.text(1) + " " + rows.text(2));
            return all;
        });
    }
    void run(std::string_view sql) {
        store.write([sql](store::Transaction& tx) { tx.run(sql); });
    }
};

}  // namespace

TEST_CASE_FIXTURE(AuditFixture, "the audit says who did what, and from where") {
    TestDevice admin{.address = "10.0.0.7", .secure = true, .cookies = {}, .access_token = ""};
    sign_in(admin, "boss@a.test");
    send(admin, net::Method::post, "/api/teams", R"({"name":"Sales"})");
    const auto id = boss.id.text();
    CHECK(audit() == std::vector<std::string>{"user_added  command",
                                              "signed_in " + id + " 10.0.0.7",
                                              "team_added " + id + " 10.0.0.7"});
}

TEST_CASE_FIXTURE(AuditFixture, "the audit is appended to, and cannot be changed") {
    REQUIRE(audit().size() == 1);
    CHECK_THROWS_AS(run("UPDATE audit SET at = 0"), store::DatabaseError);
    CHECK_THROWS_AS(run("DELETE FROM audit"), store::DatabaseError);
    CHECK(audit().size() == 1);
}

TEST_CASE_FIXTURE(AuditFixture,
                  "a used refresh token is kept, as its hash alone, until it would expire") {
    TestDevice device;
    sign_in(device, "boss@a.test");
    const auto first = hash_of_token(device.cookies["chasqui_refresh"]);
    device.access_token.clear();
    send(device, net::Method::post, "/api/auth/refresh");
    const auto kept = [&] {
        return store.write(
            [&](store::Transaction& tx) { return find_refresh_token(tx, first).has_value(); });
    };
    const auto sweep = [&] {
        store.write([](store::Transaction& tx) { return sweep_sessions(tx); });
    };
    store.clock.advance(refresh_token_life - core::Milliseconds{1});
    sweep();
    CHECK(kept());
    store.clock.advance(core::Milliseconds{1});
    sweep();
    CHECK_FALSE(kept());
}

TEST_CASE_FIXTURE(AuditFixture, "sweeping says that more is left until nothing old is") {
    TestDevice device;
    sign_in(device, "boss@a.test");
    // Two slices of tokens, and a session that can go only after them.
    store.write([](store::Transaction& tx) {
        const auto session = all_sessions(tx).at(0).id;
        for (int i = 0; i < 1200; ++i)
            insert_refresh_token(
                tx, {"token" + std::to_string(i), session, "", tx.now() + refresh_token_life, {}});
        return 0;
    });
    store.clock.advance(refresh_token_life);
    int slices = 1;
    while (store.write([](store::Transaction& tx) { return sweep_sessions(tx); }).more) ++slices;
    CHECK(slices == 3);
    const auto left = store.write([](store::Transaction& tx) {
        auto rows = tx.rows(
            "SELECT (SELECT count(*) FROM refresh_tokens) + (SELECT count(*) FROM sessions)");
        rows.next();
        return rows.integer(0);
    });
    CHECK(left == 0);
}
