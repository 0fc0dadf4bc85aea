#include "app/idempotency.hpp"

#include <doctest/doctest.h>

#include "store/testing.hpp"

using namespace std::chrono_literals;

namespace {

struct IdempotencyFixture : store::TestDatabase {
    // A POST to /api/teams; the handler counts its calls and answers with `status`.
    net::http::Response post(const std::string& key, const std::string& body,
                             const std::string& user = "u1",
                             const std::string& path = "/api/teams") {
        const net::Route route{net::Method::post,
                               path,
                               model::Permission::signed_in,
                               [this](const net::http::Request&, const model::Principal&) {
                                   ++calls;
                                   return core::ready_task(net::http::ok(
                                       "{\"call\":" + std::to_string(calls) + "}", status));
                               },
                               {.summary = "", .query = {}}};
        net::http::Request request;
        request.method = "POST";
        request.path = path;
        request.body = body;
        if (!key.empty()) request.headers = {{"Idempotency-Key", key}};
        model::Principal principal;
        principal.user = model::UserId{user};
        return scheduler.complete(app::answer_once(database, route, request, principal));
    }
    int calls = 0;
    int status = 201;
};

}  // namespace

TEST_CASE_FIXTURE(IdempotencyFixture, "the same key and body run once and are answered alike") {
    const auto first = post("k", "{}");
    const auto again = post("k", "{}");
    CHECK(calls == 1);
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
}

TEST_CASE_FIXTURE(IdempotencyFixture, "the same key with another body is 422 and runs nothing") {
    post("k", "{}");
    CHECK(post("k", R"({"name":"x"})").status == 422);
    CHECK(calls == 1);
}

TEST_CASE_FIXTURE(IdempotencyFixture, "a key belongs to one person and one address") {
    post("k", "{}");
    post("k", "{}", "u2");
    post("k", "{}", "u1", "/api/users");
    CHECK(calls == 3);
}

TEST_CASE_FIXTURE(IdempotencyFixture, "after a failure, a day, or without a key, it runs again") {
    status = 409;
    post("k", "{}");
    status = 201;
    CHECK(post("k", "{}").status == 201);
    CHECK(calls == 2);
    clock.advance(24h);
    post("k", "{}");
    post("", "{}");
    post("", "{}");
    CHECK(calls == 5);
}

TEST_CASE_FIXTURE(IdempotencyFixture, "answers older than a day are swept") {
    post("k", "{}");
    CHECK_FALSE(write(app::sweep_idempotency));
    clock.advance(25h);
    CHECK(write(app::sweep_idempotency));
    CHECK_FALSE(write(app::sweep_idempotency));
}
