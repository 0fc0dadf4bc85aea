#include "app/idempotency.hpp"

#include <doctest/doctest.h>

#include "app/idempotency_store.hpp"
#include "core/text.hpp"
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
                                   if (breaks) throw std::runtime_error("the handler broke");
                                   if (closes) database.close();
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
        return scheduler.complete(idempotency.answer_once(route, request, principal));
    }
    std::string kept_digest() {
        return write([](store::Transaction& tx) {
            const auto kept = app::find_answer(tx, {"u1", "POST /api/teams", "k"});
            return kept ? kept->digest : "";
        });
    }
    core::ListLogSink log;
    app::Idempotency idempotency{database, "the folder's secret", core::Log(log, "app")};
    int calls = 0;
    int status = 201;
    bool breaks = false;  // the handler throws
    bool closes = false;  // the store takes nothing after it
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

TEST_CASE_FIXTURE(IdempotencyFixture, "after an exception in the handler the key is free at once") {
    breaks = true;
    CHECK_THROWS_WITH(post("k", "{}"), "the handler broke");
    breaks = false;
    CHECK(post("k", "{}").status == 201);
    CHECK(calls == 2);
}

TEST_CASE_FIXTURE(IdempotencyFixture, "an answer that cannot be kept is given all the same") {
    closes = true;
    CHECK(post("k", "{}").status == 201);
    CHECK(log.contains("idempotency_not_kept"));
}

TEST_CASE_FIXTURE(IdempotencyFixture, "of a body no digest is kept that others could compute") {
    post("k", R"({"password":"1234"})");
    CHECK(kept_digest().size() == 64);
    CHECK(kept_digest() != core::to_hex(core::sha256(R"({"password":"1234"})")));
}

TEST_CASE_FIXTURE(IdempotencyFixture, "answers older than a day are swept") {
    post("k", "{}");
    const auto kept = [this] { return !kept_digest().empty(); };
    CHECK_FALSE(write(app::sweep_idempotency).more);
    CHECK(kept());
    clock.advance(25h);
    CHECK_FALSE(write(app::sweep_idempotency).more);
    CHECK_FALSE(kept());
}
