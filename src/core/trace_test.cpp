#include "core/trace.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "core/task_scope.hpp"
#include "core/testing.hpp"

using namespace core;

namespace {

struct TraceFixture {
    TraceFixture() { sink.set_level(LogLevel::warn); }
    std::string id_of(std::size_t line) const {
        const auto json = parse_json(sink.lines().at(line)).value();
        const auto* id = json.as_object().if_contains("requestId");
        return id ? std::string(id->as_string()) : "";
    }

    FakeClock clock;
    ManualScheduler scheduler{clock};
    ListLogSink sink;
    Log log{sink, "net"};
};

Task<> warn_twice(const Log& log) {
    log.warn("first");
    co_await sleep_for(Milliseconds{5});
    log.warn("second");
}

Task<> serve(const Log& log, std::string id) {
    Trace trace(std::move(id));
    const Trace::Entered entered(&trace);
    co_await warn_twice(log);
    log.warn("third");
}

}  // namespace

TEST_CASE_FIXTURE(TraceFixture, "a line carries the request's id over every wait, and no other's") {
    TaskScope tasks{log};
    const Scheduler::Entered here(scheduler);
    tasks.spawn("a", serve(log, "r-a"));
    CHECK(Trace::current() == nullptr);
    tasks.spawn("b", serve(log, "r-b"));
    log.warn("between");
    scheduler.advance(Milliseconds{10});
    CHECK(Trace::current() == nullptr);
    std::string ids;
    for (std::size_t i = 0; i < sink.lines().size(); ++i) ids += id_of(i) + " ";
    CHECK(ids == "r-a r-b  r-a r-a r-b r-b ");
}

TEST_CASE_FIXTURE(TraceFixture, "what a request spawns works for itself") {
    TaskScope tasks{log};
    Trace trace("r-1");
    const Trace::Entered entered(&trace);
    const Scheduler::Entered here(scheduler);
    tasks.spawn("later", warn_twice(log));
    CHECK(Trace::current() == &trace);
    CHECK(id_of(0).empty());
    scheduler.advance(Milliseconds{10});
}

TEST_CASE_FIXTURE(TraceFixture, "a line that names a request keeps that name") {
    Trace trace("r-1");
    const Trace::Entered entered(&trace);
    log.warn("other", {{"requestId", "r-2"}});
    CHECK(id_of(0) == "r-2");
    log.with("requestId", "r-3").warn("third");
    CHECK(id_of(1) == "r-3");
}

TEST_CASE_FIXTURE(TraceFixture, "quiet lines are written when the request fails, and only then") {
    Trace trace("r-1");
    {
        const Trace::Entered entered(&trace);
        log.debug("read", {{"rows", 3}});
        log.info("asked");
        CHECK(sink.lines().empty());
        trace.tell();
        log.debug("after");
    }
    REQUIRE(sink.lines().size() == 3);
    CHECK(sink.lines()[0].find(
              R"("message":"read","module":"net","rows":3,"requestId":"r-1","kept":true)") !=
          std::string::npos);
    CHECK(sink.contains("asked"));
    CHECK(sink.contains("after"));
    Trace well("r-2");
    const Trace::Entered entered(&well);
    log.debug("unread");
    CHECK_FALSE(sink.contains("unread"));
}

TEST_CASE_FIXTURE(TraceFixture, "a request keeps its last lines, within its bytes") {
    Trace trace("r-1");
    const Trace::Entered entered(&trace);
    for (int i = 0; i < 1000; ++i) log.debug("step", {{"i", i}});
    trace.tell();
    std::size_t bytes = 0;
    for (const auto& line : sink.lines()) bytes += line.size();
    CHECK(bytes <= Trace::bytes_max);
    CHECK(bytes > Trace::bytes_max / 2);
    CHECK(sink.lines().back().find("\"i\":999") != std::string::npos);
}
