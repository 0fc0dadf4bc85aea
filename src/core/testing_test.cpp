#include "core/testing.hpp"

#include <doctest/doctest.h>

#include "core/task_scope.hpp"

using namespace core;
using namespace std::chrono_literals;

namespace {

struct SchedulerFixture {
    FakeClock clock;
    ManualScheduler scheduler{clock};
    std::vector<std::string> seen;

    Callback note(std::string what) {
        return [this, what] { seen.push_back(what); };
    }
};

Task<int> later(int value) {
    co_await sleep_for(0ms);
    co_return value;
}
Task<int> sum(int a, int b) {
    co_return co_await later(a) + co_await later(b);
}
Task<> fail_with(std::string what) {
    co_await sleep_for(10ms);
    throw std::runtime_error(what);
}
Task<> wait_and_note(std::vector<std::string>& seen, Milliseconds delay, std::string what) {
    co_await sleep_for(delay);
    seen.push_back(what);
}
Task<> joined(TaskScope& scope, std::vector<std::string>& seen) {
    co_await scope.join();
    seen.push_back("joined");
}

}  // namespace

TEST_CASE_FIXTURE(SchedulerFixture, "timers run in the order of their times, each at its own") {
    scheduler.after(20ms, note("b"));
    scheduler.after(10ms, [this] {
        seen.push_back("a");
        scheduler.after(5ms, note("a2"));
    });
    const auto cancelled = scheduler.after(15ms, note("never"));
    scheduler.cancel(cancelled);
    scheduler.advance(14ms);
    CHECK(seen == std::vector<std::string>{"a"});
    scheduler.advance(6ms);
    CHECK(seen == std::vector<std::string>{"a", "a2", "b"});
    CHECK(clock.steady().time_since_epoch() == 20ms);
}

TEST_CASE_FIXTURE(SchedulerFixture, "a posted piece of work runs before a timer that is due") {
    scheduler.after(0ms, note("timer"));
    scheduler.post(note("posted"));
    scheduler.run();
    CHECK(seen == std::vector<std::string>{"posted", "timer"});
}

TEST_CASE_FIXTURE(SchedulerFixture, "a task hands its value on, and its exception") {
    CHECK(scheduler.complete(sum(20, 22)) == 42);
    const auto failing = []() -> Task<int> {
        throw std::runtime_error("broken");
        co_return 1;
    };
    CHECK_THROWS_WITH(scheduler.complete(failing()), "broken");
}

TEST_CASE_FIXTURE(SchedulerFixture, "a scope counts its tasks and wakes who waits for the last") {
    ListLogSink sink;
    TaskScope scope(Log(sink, "core"));
    TaskScope waiters(Log(sink, "core"));
    {
        Scheduler::Entered entered(scheduler);
        scope.spawn("short", wait_and_note(seen, 5ms, "short"));
        scope.spawn("long", wait_and_note(seen, 20ms, "long"));
        waiters.spawn("waiter", joined(scope, seen));
    }
    CHECK(scope.size() == 2);
    scheduler.advance(10ms);
    CHECK(scope.size() == 1);
    scheduler.advance(10ms);
    CHECK(seen == std::vector<std::string>{"short", "long", "joined"});
}

TEST_CASE_FIXTURE(SchedulerFixture, "what a spawned task throws is logged with its name") {
    ListLogSink sink;
    TaskScope scope(Log(sink, "core"));
    {
        Scheduler::Entered entered(scheduler);
        scope.spawn("reader", fail_with("the wire is cut"));
    }
    CHECK(sink.lines().empty());
    scheduler.advance(10ms);
    CHECK(sink.contains("task_failed"));
    CHECK(sink.contains("the wire is cut"));
    CHECK(scope.size() == 0);
}
