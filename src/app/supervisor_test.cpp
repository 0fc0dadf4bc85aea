#include "app/supervisor.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

#include "core/testing.hpp"

using namespace std::chrono_literals;

namespace {

struct SupervisorFixture {
    core::FakeClock clock;
    core::ManualScheduler scheduler{clock};
    core::Metrics metrics;
    core::ListLogSink sink;
    app::Supervisor supervisor{metrics, core::Log(sink, "app")};
    std::vector<std::string> done;
    int failing_starts = 0;

    void add(const std::string& name, std::uint64_t bytes) {
        supervisor.add({name, [bytes] { return bytes; }, [this, name] { return drain(name); },
                        [this, name] { return start(name); }});
    }
    core::Task<> drain(std::string name) {
        co_await core::sleep_for(5s);
        done.push_back("drained " + name);
    }
    core::Task<> start(std::string name) {
        if (failing_starts-- > 0) throw std::runtime_error("the queue is full");
        done.push_back("started " + name);
        co_return;
    }
    void check(bool critical) {
        scheduler.post([this, critical] { supervisor.on_check(critical, clock.steady()); });
        scheduler.advance(60s);
    }
    ~SupervisorFixture() {
        supervisor.stop();
        scheduler.advance(60s);
    }
};

using Done = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(SupervisorFixture, "the largest is drained, then started, after two checks") {
    add("small", 10);
    add("large", 1000);
    add("middle", 100);
    check(true);
    CHECK(done.empty());
    check(true);
    CHECK(done == Done{"drained large", "started large"});
    CHECK(metrics.to_prometheus().find(
              "chasqui_component_restarts_total{component=\"large\"} 1\n") != std::string::npos);
}

TEST_CASE_FIXTURE(SupervisorFixture, "a check that is not critical begins the count anew") {
    add("one", 10);
    for (int i = 0; i < 10; ++i) {
        check(true);
        check(false);
    }
    CHECK(done.empty());
}

TEST_CASE_FIXTURE(SupervisorFixture, "once an hour at most, however long it stays critical") {
    add("one", 10);
    for (int minute = 0; minute < 61; ++minute) check(true);
    CHECK(done.size() == 2);
    check(true);
    CHECK(done.size() == 4);
}

TEST_CASE_FIXTURE(SupervisorFixture, "a start that fails is tried again until it succeeds") {
    add("one", 10);
    failing_starts = 3;
    check(true);
    check(true);
    CHECK(done == Done{"drained one", "started one"});
    CHECK(sink.contains("component_not_started"));
}

TEST_CASE_FIXTURE(SupervisorFixture, "what is stopped while it drains is not started again") {
    add("one", 10);
    check(true);
    scheduler.post([this] { supervisor.on_check(true, clock.steady()); });
    scheduler.run();
    supervisor.stop();
    scheduler.advance(60s);
    CHECK(done == Done{"drained one"});
}

TEST_CASE_FIXTURE(SupervisorFixture, "without a component nothing happens") {
    check(true);
    check(true);
    CHECK(done.empty());
}
