#include "core/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <random>
#include <thread>

using namespace core;

namespace {

bool has(const std::string& text, std::string_view line) {
    return text.find(line) != std::string::npos;
}

std::size_t count_of(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

// A registry's text after what the registry says of itself.
std::string own_text(const Metrics& metrics, MetricsFormat format = MetricsFormat::prometheus) {
    const auto text = metrics.to_text(format);
    const auto own = text.find("chasqui_metrics_folded_total 0\n");
    return text.substr(own + std::string_view("chasqui_metrics_folded_total 0\n").size());
}

}  // namespace

TEST_CASE("the same name and labels give the same metric") {
    Metrics metrics;
    metrics.counter("chasqui_webhooks_total", "Webhooks.", {{"answer", "200"}}).add(2);
    metrics.counter("chasqui_webhooks_total", "Webhooks.", {{"answer", "200"}}).add();
    metrics.counter("chasqui_webhooks_total", "Webhooks.", {{"answer", "401"}}).add();
    CHECK(own_text(metrics) ==
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
    CHECK(own_text(metrics) ==
          "# HELP chasqui_queue Jobs\\nwaiting.\n# TYPE chasqui_queue gauge\n"
          "chasqui_queue{of=\"a\\\"b\\\\\"} 2.5\n");
}

TEST_CASE("a gauge that was set keeps its value") {
    Metrics metrics;
    auto& gauge = metrics.gauge("chasqui_memory_bytes", "Memory.");
    gauge.set(12e9);
    CHECK(has(metrics.to_text(), "chasqui_memory_bytes 12000000000\n"));
    gauge.set(-0.25);
    CHECK(has(metrics.to_text(), "chasqui_memory_bytes -0.25\n"));
}

TEST_CASE("a histogram of seconds takes microseconds; its bounds are cumulative and exact") {
    Metrics metrics;
    auto& histogram = metrics.histogram("chasqui_commit_seconds", "Commits.");
    for (const std::uint64_t value : {63, 64, 127, 128, 1023, 1024, 70'000'000})
        histogram.record(value);
    const auto text = metrics.to_text();
    CHECK(has(text, "chasqui_commit_seconds_bucket{le=\"6.4e-05\"} 1\n"));
    CHECK(has(text, "chasqui_commit_seconds_bucket{le=\"0.000128\"} 3\n"));
    CHECK(has(text, "chasqui_commit_seconds_bucket{le=\"0.001024\"} 5\n"));
    CHECK(has(text, "chasqui_commit_seconds_bucket{le=\"67.108864\"} 6\n"));
    CHECK(has(text, "chasqui_commit_seconds_bucket{le=\"+Inf\"} 7\n"));
    CHECK(has(text, "chasqui_commit_seconds_sum 70.002429\n"));
    CHECK(has(text, "chasqui_commit_seconds_count 7\n"));
}

TEST_CASE("a histogram of whole numbers counts those up to its bounds") {
    Metrics metrics;
    auto& histogram = metrics.histogram("chasqui_body_bytes", "Bodies.");
    for (const std::uint64_t value : {63, 64}) histogram.record(value);
    const auto text = metrics.to_text();
    CHECK(has(text, "chasqui_body_bytes_bucket{le=\"63\"} 1\n"));
    CHECK(has(text, "chasqui_body_bytes_bucket{le=\"127\"} 2\n"));
}

TEST_CASE("OpenMetrics names units, drops _total from a counter's name, and ends in EOF") {
    Metrics metrics;
    metrics.counter("chasqui_received_bytes_total", "Bytes \"in\".").add(7);
    metrics.gauge("chasqui_queue", "Jobs.").set(1);
    CHECK(own_text(metrics, MetricsFormat::openmetrics) ==
          "# HELP chasqui_received_bytes Bytes \\\"in\\\".\n"
          "# TYPE chasqui_received_bytes counter\n"
          "# UNIT chasqui_received_bytes bytes\n"
          "chasqui_received_bytes_total 7\n"
          "# HELP chasqui_queue Jobs.\n# TYPE chasqui_queue gauge\nchasqui_queue 1\n# EOF\n");
}

TEST_CASE("label sets beyond the limit are one series, and are counted") {
    Metrics metrics;
    for (int i = 0; i < 150; ++i)
        metrics.counter("chasqui_calls_total", "Calls.", {{"path", std::to_string(i)}}).add();
    metrics.counter("chasqui_calls_total", "Calls.", {{"path", "7"}}).add();
    const auto text = metrics.to_text();
    CHECK(count_of(text, "chasqui_calls_total{") == Metrics::series_max + 1);
    CHECK(has(text, "chasqui_calls_total{path=\"other\"} 50\n"));
    CHECK(has(text, "chasqui_calls_total{path=\"7\"} 2\n"));
    CHECK(has(text, "chasqui_metrics_folded_total 50\n"));
}

TEST_CASE("a walk shows every series of a name, and a histogram as it is") {
    Metrics metrics;
    metrics.counter("chasqui_calls_total", "Calls.", {{"ok", "yes"}}).add(2);
    metrics.counter("chasqui_calls_total", "Calls.", {{"ok", "no"}}).add(3);
    metrics.histogram("chasqui_call_seconds", "Time.").record(10);
    double sum = 0;
    metrics.walk("chasqui_calls_total", [&](const SeriesView& one) { sum += one.value; });
    CHECK(sum == 5);
    std::uint64_t recorded = 0;
    metrics.walk([&](const SeriesView& one) {
        if (one.histogram) recorded += one.histogram->count();
    });
    CHECK(recorded == 1);
}

TEST_CASE("what many threads count at once is all there, also after they ended") {
    Metrics metrics;
    auto& counter = metrics.counter("chasqui_calls_total", "Calls.");
    auto& histogram = metrics.histogram("chasqui_call_seconds", "Time.");
    constexpr int rounds = 3, threads = 40, times = 2000;  // more than there are slots
    for (int round = 0; round < rounds; ++round) {
        std::vector<std::thread> all;
        for (int i = 0; i < threads; ++i)
            all.emplace_back([&] {
                for (int j = 0; j < times; ++j) {
                    counter.add();
                    histogram.record(static_cast<std::uint64_t>(j));
                }
            });
        for (int look = 0; look < 5; ++look) CHECK(histogram.count() <= rounds * threads * times);
        for (auto& thread : all) thread.join();
    }
    CHECK(counter.value() == rounds * threads * times);
    CHECK(histogram.count() == rounds * threads * times);
    CHECK(histogram.sum() == std::uint64_t{rounds} * threads * (times * (times - 1) / 2));
}

TEST_CASE("a thread takes the place of one that ended") {
    std::uint32_t first = shared_slot, second = shared_slot;
    std::thread([&] { first = thread_slot(); }).join();
    std::thread([&] { second = thread_slot(); }).join();
    CHECK(first == second);
    CHECK(first != thread_slot());
}
