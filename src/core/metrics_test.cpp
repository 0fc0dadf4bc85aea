#include "core/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <random>

using namespace core;

TEST_CASE("a quantile is at most 1 % off over twelve powers of ten") {
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> exponent(0, 12);
    std::vector<std::uint64_t> values;
    Histogram histogram;
    for (int i = 0; i < 5000; ++i) {
        values.push_back(static_cast<std::uint64_t>(std::pow(10, exponent(engine))));
        histogram.record(values.back());
    }
    std::sort(values.begin(), values.end());
    for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999}) {
        const auto at = static_cast<std::size_t>(std::ceil(share * 5000)) - 1;
        const auto exact = static_cast<double>(values[at]);
        CHECK(std::abs(static_cast<double>(histogram.quantile(share)) - exact) <= exact * 0.01);
    }
    CHECK(histogram.quantile(1) <= values.back());
    CHECK(histogram.max() == values.back());
    CHECK(histogram.count() == 5000);
}

TEST_CASE("small values are kept exactly, and the greatest has a bucket") {
    Histogram histogram;
    for (std::uint64_t value = 0; value < 64; ++value) histogram.record(value);
    CHECK(histogram.quantile(0) == 0);
    CHECK(histogram.quantile(0.5) == 31);
    histogram.record(UINT64_MAX);
    CHECK(histogram.max() == UINT64_MAX);
    CHECK(histogram.count() == 65);
}

TEST_CASE("an empty histogram answers 0") {
    Histogram histogram;
    CHECK(histogram.quantile(0.99) == 0);
    CHECK(histogram.count() == 0);
}

TEST_CASE("the same name and labels give the same metric") {
    Metrics metrics;
    metrics.counter("chasqui_webhooks_total", "Webhooks.", {{"answer", "200"}}).add(2);
    metrics.counter("chasqui_webhooks_total", "Webhooks.", {{"answer", "200"}}).add();
    metrics.counter("chasqui_webhooks_total", "Webhooks.", {{"answer", "401"}}).add();
    CHECK(metrics.to_prometheus() ==
          "# HELP chasqui_webhooks_total Webhooks.\n"
          "# TYPE chasqui_webhooks_total counter\n"
          "chasqui_webhooks_total{answer=\"200\"} 3\n"
          "chasqui_webhooks_total{answer=\"401\"} 1\n");
}

TEST_CASE("a gauge is asked when somebody reads, and its labels are escaped") {
    Metrics metrics;
    double value = 1;
    metrics.gauge("chasqui_queue", "Jobs\nwaiting.", [&] { return value; }, {{"of", "a\"b\\"}});
    value = 2.5;
    CHECK(metrics.to_prometheus() ==
          "# HELP chasqui_queue Jobs\\nwaiting.\n# TYPE chasqui_queue gauge\n"
          "chasqui_queue{of=\"a\\\"b\\\\\"} 2.5\n");
}

TEST_CASE("a histogram's bounds are cumulative and end in +Inf, sum and count") {
    Metrics metrics;
    auto& histogram = metrics.histogram("chasqui_commit_microseconds", "Commits.");
    for (const std::uint64_t value : {3, 4, 1000}) histogram.record(value);
    const auto text = metrics.to_prometheus();
    const auto has = [&](std::string_view line) { return text.find(line) != std::string::npos; };
    CHECK(has("chasqui_commit_microseconds_bucket{le=\"1\"} 0\n"));
    CHECK(has("chasqui_commit_microseconds_bucket{le=\"3\"} 1\n"));
    CHECK(has("chasqui_commit_microseconds_bucket{le=\"7\"} 2\n"));
    CHECK(has("chasqui_commit_microseconds_bucket{le=\"1023\"} 3\n"));
    CHECK(has("chasqui_commit_microseconds_bucket{le=\"+Inf\"} 3\n"));
    CHECK(has("chasqui_commit_microseconds_sum 1007\n"));
    CHECK(has("chasqui_commit_microseconds_count 3\n"));
}
