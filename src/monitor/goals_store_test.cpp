#include "monitor/goals_store.hpp"

#include <doctest/doctest.h>

#include "store/testing.hpp"

using namespace std::chrono_literals;
using monitor::Counts;

namespace {

struct GoalsFixture {
    void count(std::int64_t good, std::int64_t total) {
        test.write([&](store::Transaction& tx) {
            monitor::add_goal_counts(tx, "availability", {good, total});
        });
    }
    monitor::Burns burns() {
        return test.write(
            [](store::Transaction& tx) { return monitor::burns_of(tx, monitor::goals[0]); });
    }
    double uptime() {
        return test.write([](store::Transaction& tx) {
            return monitor::uptime_since(tx, tx.now() - 24h).value().share;
        });
    }
    std::int64_t begin() { return test.write(monitor::begin_uptime); }
    void run_for(std::int64_t run, core::Milliseconds time) {
        test.clock.advance(time);
        test.write([&](store::Transaction& tx) { monitor::extend_uptime(tx, run); });
    }
    store::TestDatabase test;
};

}  // namespace

TEST_CASE("one failure in a thousand uses a budget of one in a thousand at the rate of 1") {
    CHECK(monitor::burn_rate({999, 1000}, 0.999) == doctest::Approx(1));
    CHECK(monitor::burn_rate({900, 1000}, 0.999) == doctest::Approx(100));
    CHECK(monitor::burn_rate({}, 0.999) == 0);
    CHECK(monitor::budget_left({1000, 1000}, 0.999) == doctest::Approx(1));
    CHECK(monitor::budget_left({998, 1000}, 0.999) == doctest::Approx(-1));
}

TEST_CASE_FIXTURE(GoalsFixture, "a burn rings only while both of its windows burn") {
    for (int minute = 0; minute < 60; ++minute) {
        count(90, 100);
        test.clock.advance(1min);
    }
    CHECK(burns().fast() > 14.4);
    for (int minute = 0; minute < 6; ++minute) {
        count(100, 100);
        test.clock.advance(1min);
    }
    CHECK(burns().over_1h > 14.4);
    CHECK(burns().fast() == 0);
    CHECK(burns().slow() > 6);
}

TEST_CASE_FIXTURE(GoalsFixture, "a handful of failures in little traffic rings nobody") {
    count(0, 4);
    CHECK(burns().over_5m > 14.4);
    CHECK(burns().fast() == 0);
}

TEST_CASE_FIXTURE(GoalsFixture,
                  "a planned stop counts as time down, and time before the first start as none") {
    run_for(begin(), 9h);
    CHECK(uptime() == doctest::Approx(1));
    test.clock.advance(1h);
    run_for(begin(), 10h);
    CHECK(uptime() == doctest::Approx(0.95));
}

TEST_CASE_FIXTURE(GoalsFixture, "a wall clock that jumps makes no uptime of more than there was") {
    const auto run = begin();
    run_for(run, 1h);
    test.clock.jump_wall(-30min);
    run_for(run, 1min);
    run_for(begin(), 1h);
    CHECK(uptime() <= 1.0);
}
