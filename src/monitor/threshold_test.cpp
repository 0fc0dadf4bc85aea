#include "monitor/threshold.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "core/random.hpp"
#include "core/testing.hpp"

using namespace std::chrono_literals;
using core::Milliseconds;
using monitor::Direction;
using monitor::Level;
using monitor::Phase;
using monitor::Threshold;
using monitor::ThresholdWatch;

namespace {

constexpr std::uint64_t seed = 20261124;

Threshold memory() {
    return {.warning = 80, .critical = 95, .clear = 76, .duration = 60s, .clear_after = 60s};
}

// A rule and its clock, one value a second.
struct Watched {
    explicit Watched(const Threshold& threshold) : watch(threshold) {}
    void tell(double value, Milliseconds for_so_long = 1s) {
        for (auto left = for_so_long; left > 0ms; left -= 1s) {
            clock.advance(1s);
            watch.observe(value, clock.steady());
        }
    }
    core::FakeClock clock;
    ThresholdWatch watch;
};

std::optional<core::Error> fault_of(Threshold threshold) {
    return fault_in(threshold, {0, 100});
}

}  // namespace

TEST_CASE("a value beyond the line is pending until the duration has passed, then it fires") {
    Watched memory_usage(memory());
    memory_usage.tell(85, 60s);
    CHECK(memory_usage.watch.phase() == Phase::pending);
    memory_usage.tell(85);
    CHECK(memory_usage.watch.phase() == Phase::firing);
    CHECK(memory_usage.watch.level() == Level::warning);
}

TEST_CASE("a value that comes back before the duration has passed never fires") {
    Watched memory_usage(memory());
    for (int i = 0; i < 100; ++i) {
        memory_usage.tell(99, 50s);
        CHECK(memory_usage.watch.phase() == Phase::pending);
        memory_usage.tell(10);
        CHECK(memory_usage.watch.phase() == Phase::ok);
    }
}

TEST_CASE("a warning becomes critical and eases again by the critical line's own clear value") {
    Watched memory_usage(memory());
    memory_usage.tell(85, 61s);
    memory_usage.tell(96, 61s);
    CHECK(memory_usage.watch.level() == Level::critical);
    memory_usage.tell(92, 600s);  // its clear value is 91
    CHECK(memory_usage.watch.level() == Level::critical);
    memory_usage.tell(90, 61s);
    CHECK(memory_usage.watch.level() == Level::warning);
    memory_usage.tell(75, 61s);
    CHECK(memory_usage.watch.phase() == Phase::ok);
}

TEST_CASE("inside the hysteresis nothing fires and nothing clears, however it swings") {
    core::SeededRandom random(seed);
    Watched quiet(memory());
    Watched firing(memory());
    firing.tell(85, 61s);
    for (int i = 0; i < 20'000; ++i) {
        const double value = 76.001 + random.unit() * 3.998;
        quiet.tell(value);
        firing.tell(value);
        REQUIRE(quiet.watch.phase() == Phase::ok);
        REQUIRE(firing.watch.phase() == Phase::firing);
    }
}

TEST_CASE("it is bad below the line where that is the direction") {
    Watched disk({.direction = Direction::below,
                  .warning = 48,
                  .critical = 12,
                  .clear = 60,
                  .duration = 5s,
                  .clear_after = 5s});
    disk.tell(47, 6s);
    CHECK(disk.watch.level() == Level::warning);
    disk.tell(12, 6s);
    CHECK(disk.watch.level() == Level::critical);
    disk.tell(59, 60s);
    CHECK(disk.watch.phase() == Phase::firing);
    disk.tell(61, 6s);
    CHECK(disk.watch.phase() == Phase::ok);
}

TEST_CASE("a jump of the wall clock fires nothing and clears nothing") {
    Watched memory_usage(memory());
    memory_usage.tell(85, 30s);
    memory_usage.clock.jump_wall(24h);
    memory_usage.tell(85);
    CHECK(memory_usage.watch.phase() == Phase::pending);
    memory_usage.tell(85, 30s);
    memory_usage.clock.jump_wall(-48h);
    CHECK(memory_usage.watch.phase() == Phase::firing);
    memory_usage.tell(10);
    CHECK(memory_usage.watch.phase() == Phase::firing);
}

TEST_CASE("a gap in the values neither fires nor clears") {
    Watched memory_usage(memory());
    memory_usage.tell(85, 30s);
    memory_usage.clock.advance(1h);
    memory_usage.tell(85);
    CHECK(memory_usage.watch.phase() == Phase::pending);
    memory_usage.tell(85, 31s);
    CHECK(memory_usage.watch.phase() == Phase::firing);
    memory_usage.tell(10);
    memory_usage.clock.advance(1h);
    memory_usage.tell(10);
    CHECK(memory_usage.watch.phase() == Phase::firing);
    memory_usage.tell(std::numeric_limits<double>::quiet_NaN(), 120s);
    CHECK(memory_usage.watch.phase() == Phase::firing);
}

TEST_CASE("over random values it never fires before the duration, and a worse value is no milder") {
    core::SeededRandom random(seed);
    for (int run = 0; run < 50; ++run) {
        const auto duration = Milliseconds(1000 * random.below(30));
        Threshold threshold{.warning = 80, .critical = 95, .clear = 75};
        threshold.duration = duration;
        threshold.clear_after = Milliseconds(1000 * random.below(30));
        Watched milder(threshold);
        Watched worse(threshold);
        Milliseconds beyond{-1000};  // since the first value beyond the line
        double value = 50;
        for (int second = 0; second < 2000; ++second) {
            value = std::clamp(value + (random.unit() - 0.48) * 12, 0.0, 100.0);
            const bool fired = milder.watch.phase() == Phase::firing;
            milder.tell(value);
            worse.tell(std::min(100.0, value + random.unit() * 5));
            const bool passed = value >= 80 || (value > 75 && beyond >= 0ms);
            beyond = passed ? beyond + 1000ms : Milliseconds{-1000};
            if (!fired && milder.watch.phase() == Phase::firing) REQUIRE(beyond >= duration);
            if (milder.watch.level() == Level::critical)
                REQUIRE(milder.watch.phase() == Phase::firing);
            if (milder.watch.phase() == Phase::pending && !fired)
                REQUIRE(worse.watch.phase() != Phase::ok);
        }
    }
}

TEST_CASE("of two steady values the worse one never has the lower level") {
    for (int a = 0; a <= 100; ++a)
        for (int b = a; b <= 100; b += 7) {
            Watched milder(memory());
            Watched worse(memory());
            milder.tell(a, 61s);
            worse.tell(b, 61s);
            CHECK(worse.watch.level() >= milder.watch.level());
        }
}

TEST_CASE("what swings all day rings a few times, and then holds on") {
    Watched memory_usage(memory());
    int fired = 0;
    bool was = false;
    for (int round = 0; round < 360; ++round)  // a day of four-minute swings
        for (const double value : {90.0, 20.0})
            for (int second = 0; second < 120; ++second) {
                memory_usage.tell(value);
                const bool fires = memory_usage.watch.phase() == Phase::firing;
                if (fires && !was) ++fired;
                was = fires;
            }
    CHECK(fired <= 3);
    memory_usage.tell(20, 31min);
    CHECK(memory_usage.watch.phase() == Phase::ok);
}

TEST_CASE("a watch goes on where the one before it stopped") {
    Watched before(memory());
    before.tell(85, 40s);
    ThresholdWatch after(memory(), before.watch.state());
    core::FakeClock clock;
    for (int second = 0; second < 21; ++second) {
        after.observe(85, clock.steady());
        clock.advance(1s);
    }
    CHECK(after.phase() == Phase::pending);
    after.observe(85, clock.steady());
    CHECK(after.phase() == Phase::firing);
}

TEST_CASE("what fires stays firing under new lines until it is clear by these") {
    Watched memory_usage(memory());
    memory_usage.tell(85, 61s);
    auto higher = memory();
    higher.warning = 90;
    higher.clear = 86;
    memory_usage.watch.change(higher);
    memory_usage.tell(85);
    CHECK(memory_usage.watch.phase() == Phase::firing);
    memory_usage.tell(85, 60s);
    CHECK(memory_usage.watch.phase() == Phase::ok);
}

TEST_CASE("a threshold that contradicts itself is refused, each way with its own code") {
    CHECK(!fault_of(memory()));
    const auto with = [](auto change) {
        auto threshold = memory();
        change(threshold);
        const auto fault = fault_of(threshold);
        return fault ? fault->code : "";
    };
    CHECK(with([](auto& t) { t.warning = 96; }) == "alert.lines_crossed");
    CHECK(with([](auto& t) { t.clear = 81; }) == "alert.clear_beyond_warning");
    CHECK(with([](auto& t) { t.critical = 101; }) == "alert.out_of_range");
    CHECK(with([](auto& t) { t.warning = -1; }) == "alert.out_of_range");
    CHECK(with([](auto& t) { t.critical = INFINITY; }) == "alert.not_a_number");
    CHECK(with([](auto& t) { t.warning = NAN; }) == "alert.not_a_number");
    CHECK(with([](auto& t) { t.duration = -1ms; }) == "alert.bad_duration");
    CHECK(with([](auto& t) { t.clear_after = 25h; }) == "alert.bad_duration");
}
