#include "monitor/pressure.hpp"

#include <doctest/doctest.h>
#include <malloc.h>
#include <memory>

#include "core/testing.hpp"
#include "core/testing_allocator.hpp"

using namespace std::chrono_literals;
using monitor::PressureStep;

namespace {

struct PressureFixture {
    monitor::MemoryReading reading{.usage_percent = 10,
                                   .rss = 1000,
                                   .limit = 100,
                                   .used = 10,
                                   .source = "cgroup v2",
                                   .tightest_limit = 100,
                                   .stalled_percent = std::nullopt};
    core::FakeClock clock;
    core::Metrics metrics;
    core::ListLogSink sink;
    monitor::PressureSettings settings{.check_interval = 60s};
    std::unique_ptr<monitor::Pressure> pressure = make();
    std::vector<std::string> done;

    std::unique_ptr<monitor::Pressure> make() {
        auto made = std::make_unique<monitor::Pressure>(
            settings, monitor::Pressure::Seams{[this] { return reading; }, metrics,
                                               core::Log(sink, "monitor")});
        made->add({"shrink", PressureStep::shrink, [this] { done.push_back("shrink"); }});
        made->add({"trim", PressureStep::give_back, [this] { done.push_back("trim"); }});
        return made;
    }
    void look(double percent) {
        clock.advance(1s);
        reading.usage_percent = percent;
        pressure->look(clock.steady());
    }
};

bool shows(const core::Metrics& metrics, const std::string& line) {
    return metrics.to_prometheus().find(line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(PressureFixture,
                  "a step's action runs as it is entered, and the milder with it") {
    look(79);
    CHECK(done.empty());
    look(86);
    CHECK(done == std::vector<std::string>{"shrink", "trim"});
    CHECK(shows(metrics, "chasqui_pressure_actions_total{action=\"trim\"} 1"));
    CHECK(shows(metrics, "chasqui_pressure_step 2"));
    CHECK(sink.contains("memory_pressure_step"));
}

TEST_CASE_FIXTURE(PressureFixture, "while a step lasts its action comes again every ten seconds") {
    look(81);
    for (int i = 0; i < 9; ++i) look(81);
    CHECK(done.size() == 1);
    look(81);
    CHECK(done.size() == 2);
    for (int i = 0; i < 100; ++i) look(1);
    CHECK(pressure->step() == PressureStep::calm);
    const auto after = done.size();
    for (int i = 0; i < 100; ++i) look(1);
    CHECK(done.size() == after);
}

TEST_CASE_FIXTURE(PressureFixture, "each change is told once, with the reading that caused it") {
    std::vector<std::pair<PressureStep, PressureStep>> changes;
    pressure->on_change([&](const auto& change) {
        changes.emplace_back(change.from, change.to);
        CHECK(change.reading.usage_percent == 96);
    });
    look(96);
    look(96);
    CHECK(changes == std::vector{std::pair{PressureStep::calm, PressureStep::refuse}});
}

TEST_CASE_FIXTURE(PressureFixture,
                  "it is reported each check interval, and critical is judged then") {
    int checks = 0, critical = 0;
    pressure->on_check([&](const auto&, bool is_critical) {
        ++checks;
        critical += is_critical ? 1 : 0;
    });
    for (int i = 0; i < 60; ++i) look(20);
    CHECK(checks == 0);
    look(20);
    CHECK(checks == 1);
    CHECK(critical == 0);
    CHECK(sink.contains("memory_report"));
    for (int i = 0; i < 60; ++i) look(97);
    CHECK(checks == 2);
    CHECK(critical == 1);
}

TEST_CASE_FIXTURE(PressureFixture,
                  "what was resident before an action and is gone after counts as freed") {
    reading.rss = 5000;
    look(81);
    reading.rss = 4200;
    look(81);
    reading.rss = 1;
    look(81);  // no action came before this: not ours
    CHECK(shows(metrics, "chasqui_pressure_freed_bytes_total 800"));
}

// What stands for the step `give_back`: freed memory that the allocator keeps goes back to the
// system. Without malloc_trim the resident size stays.
TEST_CASE("returning memory to the system makes the process smaller" *
          doctest::skip(core::allocator_is_replaced)) {
    constexpr std::size_t pieces = 20'000, piece_bytes = 1'000;
    const auto resident = [] { return monitor::MemorySource().read().rss; };
    std::vector<std::unique_ptr<char[]>> kept;
    for (std::size_t i = 0; i < pieces; ++i) {
        kept.push_back(std::make_unique<char[]>(piece_bytes));
        kept.back()[0] = 'x';
    }
    const auto last = std::move(kept.back());  // holds the heap's end up
    kept.clear();
    const auto before = resident();
    ::malloc_trim(0);
    CHECK(resident() + pieces * piece_bytes / 2 < before);
}
