#include "monitor/collector.hpp"

#include <doctest/doctest.h>
#include <set>

#include "core/testing.hpp"

using namespace monitor;
using namespace std::chrono_literals;

namespace {

struct CollectorFixture {
    core::Metrics metrics;
    core::FakeClock clock;
    Collector collector{metrics, clock};

    const Sample& second() {
        clock.advance(1s);
        collector.each_second();
        return collector.latest();
    }
    core::Counter& requests(const char* status) {
        return metrics.counter("chasqui_http_requests_total", "Requests.", {{"status", status}});
    }
};

}  // namespace

TEST_CASE("names of the table are unique, and each says what it is") {
    std::set<std::string_view> names;
    for (const auto& metric : metric_table()) {
        CHECK(names.insert(metric.name).second);
        CHECK_FALSE(metric.help.empty());
        CHECK(find_metric(metric.name) == &metric);
    }
    CHECK(find_metric("memory_use") == nullptr);
}

TEST_CASE_FIXTURE(CollectorFixture, "what no series feeds is not in the sample") {
    CHECK(second().values.empty());
    CHECK_FALSE(second().find("memory_usage"));
}

TEST_CASE_FIXTURE(CollectorFixture, "a ratio is shown in per cent") {
    metrics.gauge("chasqui_memory_usage_ratio", "Memory.").set(0.5);
    CHECK(second().find("memory_usage") == 50);
}

TEST_CASE_FIXTURE(CollectorFixture,
                  "a rate is a counter's growth a second, however long the round") {
    requests("2xx").add(100);
    second();
    requests("2xx").add(30);
    clock.advance(2s);
    CHECK(*second().find("request_rate") == doctest::Approx(10));
}

TEST_CASE_FIXTURE(CollectorFixture, "a jump of the wall clock changes no rate") {
    requests("2xx");
    second();
    requests("2xx").add(5);
    clock.jump_wall(48h);
    CHECK(*second().find("request_rate") == doctest::Approx(5));
}

TEST_CASE_FIXTURE(CollectorFixture,
                  "the error rate is that of the last minute, and 0 where nobody asked") {
    auto& good = requests("2xx");
    auto& bad = requests("5xx");
    second();
    good.add(9);
    bad.add(1);
    CHECK(*second().find("error_rate") == doctest::Approx(10));
    for (int i = 0; i < 59; ++i) second();
    CHECK(*second().find("error_rate") == 0);
}

TEST_CASE_FIXTURE(CollectorFixture, "the response time is the last minute's, in milliseconds") {
    auto& time = metrics.histogram("chasqui_http_request_seconds", "Time.");
    for (int i = 0; i < 100; ++i) time.record(1'000'000);
    second();
    for (int i = 0; i < 100; ++i) time.record(50'000);
    CHECK(*second().find("response_time") == doctest::Approx(50).epsilon(0.01));
    for (int i = 0; i < 70; ++i) second();
    CHECK(*second().find("response_time") == 0);
}

TEST_CASE_FIXTURE(CollectorFixture, "of several loops the slowest counts") {
    metrics.gauge("chasqui_loop_lag_recent_seconds", "Lag.", {{"loop", "0"}}).set(0.001);
    metrics.gauge("chasqui_loop_lag_recent_seconds", "Lag.", {{"loop", "1"}}).set(0.25);
    CHECK(second().find("loop_lag") == 250);
}

TEST_CASE_FIXTURE(CollectorFixture,
                  "subscribers get each sample in order, after the gauges are fresh") {
    std::string order;
    auto& gauge = metrics.gauge("process_open_fds", "Files.");
    collector.before_each([&] { gauge.set(7); });
    collector.subscribe([&](const Sample& sample) {
        CHECK(sample.find("open_files") == 7);
        order += 'a';
    });
    collector.subscribe([&](const Sample&) { order += 'b'; });
    second();
    CHECK(order == "ab");
}
