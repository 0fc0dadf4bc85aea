#include "app/log_position.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "store/testing.hpp"

namespace {

struct LogPositionFixture : store::TestDatabase {
    // A GET whose handler logs an event before it answers.
    net::http::Response ask(const model::Principal& who, net::http::Response answer) {
        const net::Route route{net::Method::get,
                               "/api/teams",
                               model::Permission::signed_in,
                               [&](const net::http::Request&, const model::Principal&) {
                                   log_event();
                                   return core::ready_task(answer);
                               },
                               {.summary = "", .query = {}}};
        net::http::Request request;
        return scheduler.complete(app::answer_at_position(database, route, request, who));
    }
    void log_event() {
        write([](store::Transaction& tx) { tx.append({.name = "conversation_updated"}); });
    }
    std::string place() const {
        const auto position = database.position();
        return position.epoch + "/" + std::to_string(position.sequence);
    }
};

std::vector<std::string> places(const net::http::Response& response) {
    std::vector<std::string> found;
    for (const auto& [name, value] : response.headers)
        if (name == "Chasqui-Sequence") found.push_back(value);
    return found;
}

model::Principal eva() {
    model::Principal principal;
    principal.user = model::UserId{"u1"};
    return principal;
}

}  // namespace

TEST_CASE_FIXTURE(LogPositionFixture, "an answer is as new as what was committed before it began") {
    log_event();
    const auto before = place();
    CHECK(places(ask(eva(), net::http::ok("{}"))) == std::vector{before});
    CHECK(place() != before);
}

TEST_CASE_FIXTURE(LogPositionFixture, "an answer that says its own place keeps it alone") {
    auto answer = net::http::ok("{}");
    answer.headers.emplace_back("Chasqui-Sequence", "e/7");
    CHECK(places(ask(eva(), answer)) == std::vector<std::string>{"e/7"});
}

TEST_CASE_FIXTURE(LogPositionFixture, "strangers and failures get no place") {
    CHECK(places(ask(model::Principal{}, net::http::ok("{}"))).empty());
    CHECK(places(ask(eva(), net::http::plain_text(404, ""))).empty());
}
