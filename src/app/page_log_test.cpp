#include "app/page_log.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "core/testing.hpp"

namespace {

struct PageLogFixture {
    net::http::Response send(const std::string& body, const std::string& session = "s1") {
        net::http::Request request;
        request.id = "r-1";
        request.body = body;
        model::Principal eva;
        eva.user = model::UserId{"u1"};
        eva.session = model::SessionId{session};
        return scheduler.complete(page.routes().front().handler(request, eva));
    }
    // One entry with these members besides the needed ones.
    net::http::Response send_entry(const std::string& members, const std::string& level = "warn") {
        return send(R"({"entries":[{"level":")" + level +
                    R"(","component":"live","event":"lost","at":"2026-11-24T12:00:00Z",)" +
                    members + "}]}");
    }
    core::json::object line() const {
        REQUIRE(sink.lines().size() == 1);
        return core::parse_json(sink.lines().front()).value().as_object();
    }

    core::FakeClock clock;
    core::ManualScheduler scheduler{clock};
    core::ListLogSink sink;
    core::Metrics metrics;
    app::PageLog page{{sink, metrics, clock}};
};

}  // namespace

TEST_CASE_FIXTURE(PageLogFixture,
                  "an entry of the page is a line that says who sent it, and when") {
    CHECK(
        send_entry(R"("fields":{"status":503,"tries":0.5,"online":true,"why":"timeout"})").status ==
        200);
    const auto written = line();
    CHECK(written.at("module") == "page");
    CHECK(written.at("level") == "warn");
    CHECK(written.at("message") == "lost");
    CHECK(written.at("component") == "live");
    CHECK(written.at("user") == "u1");
    CHECK(written.at("requestId") == "r-1");
    CHECK(written.at("at") == "2026-11-24T12:00:00.000Z");
    CHECK(written.at("status") == 503);
    CHECK(written.at("tries") == 0.5);
    CHECK(written.at("online") == true);
    CHECK(written.at("why") == "timeout");
}

TEST_CASE_FIXTURE(PageLogFixture, "what is personal is taken out again, whatever the page does") {
    send_entry(R"("fields":{"url":"/x?token=abc","who":"eva@example.com","call":34612345678,)"
               R"("password":"hunter2","note":"ring +34 612 345 678"})");
    for (const auto* secret : {"abc", "eva@", "34612345678", "hunter2", "345 678"})
        CHECK_FALSE(sink.contains(secret));
}

TEST_CASE_FIXTURE(PageLogFixture, "a field of the page does not pass for one of the server") {
    send_entry(R"("fields":{"user":"u2","level":"error"})");
    CHECK(line().at("user") == "u1");
    CHECK(line().at("level") == "warn");
    CHECK(line().at("page_user") == "u2");
}

TEST_CASE_FIXTURE(PageLogFixture, "a batch that breaks a bound is refused whole, and says where") {
    CHECK(send("{").status == 400);
    CHECK(send(R"({"dropped":1})").status == 400);
    CHECK(send(R"({"entries":[],"dropped":-1})").status == 400);
    CHECK(send_entry(R"("fields":{})", "silly").status == 400);
    const auto nested = send_entry(R"("fields":{"a":{"b":1}})");
    CHECK(nested.status == 400);
    CHECK(nested.body.find("entries.0.fields.a") != std::string::npos);
    CHECK(send(R"({"entries":[{"level":"warn","event":"a","at":"2026-11-24T12:00:00Z"}]})")
              .body.find("entries.0.component") != std::string::npos);
    std::string many = R"({"entries":[1)";
    for (std::size_t i = 0; i < app::page_entries_max; ++i) many += ",1";
    CHECK(send(many + "]}").status == 400);
    CHECK(sink.lines().empty());
}

TEST_CASE_FIXTURE(PageLogFixture,
                  "a long text is cut, and entries that the page dropped are told") {
    send_entry(R"("fields":{"stack":")" + std::string(5000, 'x') + R"("})");
    CHECK(line().at("stack").as_string().size() == app::page_text_characters_max);
    send(R"({"entries":[],"dropped":7})");
    CHECK(sink.contains(R"("message":"page_entries_dropped")"));
    CHECK(metrics.to_prometheus().find("chasqui_page_log_entries_dropped_total 7") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(PageLogFixture, "a session that floods is told to wait, and no other with it") {
    for (int i = 0; i < app::PageLogLimit::batches_max; ++i)
        CHECK(send(R"({"entries":[]})").status == 200);
    CHECK(send(R"({"entries":[]})").status == 429);
    CHECK(send(R"({"entries":[]})", "s2").status == 200);
    clock.advance(app::PageLogLimit::window);
    CHECK(send(R"({"entries":[]})").status == 200);
}
