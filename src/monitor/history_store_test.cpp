#include "monitor/history_store.hpp"

#include <doctest/doctest.h>

#include "store/testing.hpp"

using namespace std::chrono_literals;
using monitor::History;
using monitor::MetricStep;

namespace {

struct StepsFixture {
    StepsFixture() {
        begin = core::from_epoch_ms(core::to_epoch_ms(test.clock.wall()) / 3'600'000 * 3'600'000);
    }

    void put(core::Milliseconds length, core::Milliseconds after, double value,
             std::int64_t samples = 10) {
        const MetricStep step{.at = begin + after,
                              .samples = samples,
                              .metrics = {{"rss", {value - 1, value, value + 1}}}};
        test.write([&](store::Transaction& tx) { monitor::put_step(tx, length, step); });
    }
    std::vector<History::Point> points(core::Milliseconds from, core::Milliseconds to,
                                       core::Milliseconds step) {
        return test.write([&](store::Transaction& tx) {
            return monitor::stored_points(tx, "rss", {begin + from, begin + to, step});
        });
    }
    std::int64_t rows() {
        return test.write([](store::Transaction& tx) {
            auto found = tx.rows("SELECT COUNT(*) FROM metric_steps");
            found.next();
            return found.integer(0);
        });
    }

    store::TestDatabase test;
    core::WallTime begin;
};

}  // namespace

TEST_CASE_FIXTURE(StepsFixture, "what more is known of a step takes the place of what was") {
    put(60s, 0s, 5, 10);
    put(60s, 0s, 8, 20);
    const auto step =
        test.write([&](store::Transaction& tx) { return monitor::find_step(tx, 60s, begin); });
    REQUIRE(step);
    CHECK(step->samples == 20);
    CHECK(step->metrics.at("rss").average == 8);
    CHECK(rows() == 1);
}

TEST_CASE_FIXTURE(StepsFixture,
                  "short steps answer for lately, joined by how much each stands for") {
    put(10s, 0s, 10, 10);
    put(10s, 10s, 40, 5);
    put(10s, 30s, 7, 10);
    const auto fine = points(0s, 60s, 10s);
    REQUIRE(fine.size() == 3);  // 20 s to 30 s is a gap
    CHECK(fine[1].average == 40);
    const auto coarse = points(0s, 20s, 20s);
    REQUIRE(coarse.size() == 1);
    CHECK(coarse[0].minimum == 9);
    CHECK(coarse[0].maximum == 41);
    CHECK(coarse[0].average == doctest::Approx(20));
}

TEST_CASE_FIXTURE(StepsFixture, "what is older than a day is answered by minutes") {
    put(10s, -48h, 1);
    put(60s, -48h, 2);
    const auto old = points(-49h, 0h, 10s);
    REQUIRE(old.size() == 1);
    CHECK(old[0].average == 2);
}

TEST_CASE_FIXTURE(StepsFixture, "short steps are kept a day, minutes thirty") {
    put(10s, 0s, 1);
    put(60s, 0s, 1);
    test.clock.advance(23h);
    CHECK(test.write(monitor::sweep_metric_steps).removed == 0);
    test.clock.advance(2h);
    CHECK(test.write(monitor::sweep_metric_steps).removed == 1);
    test.clock.advance(24h * 30);
    CHECK(test.write(monitor::sweep_metric_steps).removed == 1);
    CHECK(rows() == 0);
}
