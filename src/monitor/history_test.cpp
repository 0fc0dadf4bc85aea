#include "monitor/history.hpp"

#include <doctest/doctest.h>

using namespace monitor;
using namespace std::chrono_literals;

namespace {

struct HistoryFixture {
    History history;
    core::WallTime now = core::from_epoch_ms(1'795'500'000'000);
    const MetricInfo& cpu = *find_metric("cpu_usage");

    void second(std::optional<double> value) {
        now += 1s;
        Sample sample{.at = now, .steady = {}, .values = {}};
        if (value) sample.values.emplace_back("cpu_usage", *value);
        history.on_sample(sample);
    }
};

}  // namespace

TEST_CASE_FIXTURE(HistoryFixture, "a step keeps least, average and greatest") {
    now += 9s;  // the next is the first of a step of ten
    for (int i = 1; i <= 10; ++i) second(i);
    const auto points = history.points(cpu, {now - 20s, now, 10s});
    REQUIRE(points.size() == 1);
    CHECK(points[0].minimum == 1);
    CHECK(points[0].average == doctest::Approx(5.5));
    CHECK(points[0].maximum == 10);
}

TEST_CASE_FIXTURE(HistoryFixture, "a gap is a gap, not zero") {
    second(5);
    second(std::nullopt);
    now += 5s;
    second(7);
    const auto points = history.points(cpu, {now - 60s, now, 1s});
    REQUIRE(points.size() == 2);
    CHECK(points[0].average == 5);
    CHECK(points[1].at - points[0].at == 7s);
}

TEST_CASE_FIXTURE(HistoryFixture, "an hour is kept, and what is older makes room") {
    for (int i = 0; i < 3700; ++i) second(i);
    const auto points = history.points(cpu, {now - 2h, now, 1s});
    CHECK(points.size() == History::seconds_kept);
    CHECK(points.front().average == 100);
    CHECK(points.back().average == 3699);
}

TEST_CASE_FIXTURE(HistoryFixture, "a summary is of the last samples alone") {
    second(100);
    for (int i = 0; i < 60; ++i) second(i < 30 ? 10 : 20);
    const auto summary = history.summary(cpu, 60s);
    REQUIRE(summary);
    CHECK(summary->latest == 20);
    CHECK(summary->average == doctest::Approx(15));
    CHECK(summary->maximum == 20);
    CHECK_FALSE(history.summary(*find_metric("rss"), 60s));
}
