#include "monitor/history_steps.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using monitor::Spread;

namespace {

constexpr std::int64_t minute_ms = 60'000;

monitor::Sample second(std::int64_t ms, double value) {
    return {.at = core::from_epoch_ms(ms), .steady = {}, .values = {{"rss", value}, {"lag", 1}}};
}

}  // namespace

TEST_CASE("a step ends with the first second of the next, and has least, average and greatest") {
    monitor::StepGatherer gatherer(10s);
    for (int i = 0; i < 10; ++i) CHECK_FALSE(gatherer.add(second(minute_ms + i * 1000, i)));
    const auto ended = gatherer.add(second(minute_ms + 10'000, 7));
    REQUIRE(ended);
    CHECK(core::to_epoch_ms(ended->at) == minute_ms);
    CHECK(ended->samples == 10);
    CHECK(ended->metrics.at("rss") == Spread{0, 4.5, 9});
    CHECK(gatherer.current()->samples == 1);
}

TEST_CASE("a step that an earlier process began is gone on with") {
    monitor::StepGatherer gatherer(60s);
    gatherer.resume(
        {.at = core::from_epoch_ms(minute_ms), .samples = 3, .metrics = {{"rss", {1, 2, 3}}}});
    CHECK_FALSE(gatherer.add(second(minute_ms + 30'000, 6)));
    CHECK(gatherer.current()->samples == 4);
    CHECK(gatherer.current()->metrics.at("rss") == Spread{1, 3, 6});
}

TEST_CASE("what was begun in another step ends at once") {
    monitor::StepGatherer gatherer(60s);
    gatherer.resume({.at = core::from_epoch_ms(minute_ms), .samples = 3, .metrics = {}});
    const auto ended = gatherer.add(second(5 * minute_ms, 6));
    REQUIRE(ended);
    CHECK(ended->samples == 3);
}

TEST_CASE("figures are read as they were written") {
    const monitor::MetricStep step{.at = core::from_epoch_ms(0),
                                   .samples = 2,
                                   .metrics = {{"lag", {0.25, 0.5, 1e9}}, {"rss", {7, 7, 7}}}};
    CHECK(step.figures() == "lag=0.25,0.5,1e+09;rss=7");
    const auto again = monitor::read_step(step.at, 2, step.figures());
    CHECK(again.metrics == step.metrics);
    CHECK(monitor::spread_in(step.figures(), "rss") == Spread{7, 7, 7});
    CHECK_FALSE(monitor::spread_in(step.figures(), "ag"));
}

TEST_CASE("damaged figures are a gap, not a number") {
    for (const auto* text : {"", ";", "rss", "rss=", "rss=1,2", "rss=1,2,3,4", "rss=x",
                             "rss=1;;rss", "rss=1,,2", "=1"}) {
        CAPTURE(text);
        const auto found = monitor::spread_in(text, "rss");
        CHECK((!found || *found == Spread{1, 1, 1}));
    }
}
