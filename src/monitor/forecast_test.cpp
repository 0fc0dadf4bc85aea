#include "monitor/forecast.hpp"

#include <doctest/doctest.h>

#include "core/random.hpp"
#include "core/testing.hpp"

using namespace std::chrono_literals;
using monitor::Forecast;

namespace {

// A value a minute: what it begins with, what an hour adds, and how much it swings.
Forecast told(double begin, double per_hour, core::Milliseconds for_so_long, double swing = 0) {
    Forecast forecast;
    core::FakeClock clock;
    core::SeededRandom random(20261124);
    for (auto passed = 0ms; passed <= for_so_long; passed += 60s) {
        const double hours = static_cast<double>(passed.count()) / 3.6e6;
        forecast.note(begin + per_hour * hours + (random.unit() - 0.5) * swing, clock.steady());
        clock.advance(60s);
    }
    return forecast;
}

}  // namespace

TEST_CASE("a disk that loses 10 GB an hour with 100 GB left is full in ten hours") {
    CHECK(told(130, -10, 3h).hours_until(0).value() == doctest::Approx(10));
}

TEST_CASE("noise moves the forecast by little") {
    CHECK(told(130, -10, 3h, 5).hours_until(0).value() == doctest::Approx(10).epsilon(0.05));
}

TEST_CASE("nothing is foretold before an hour has been seen") {
    CHECK(!told(130, -10, 59min).hours_until(0));
    CHECK(told(130, -10, 60min).hours_until(0));
}

TEST_CASE("what stands still or goes the other way never gets there") {
    CHECK(!told(100, 0, 3h).hours_until(0));
    CHECK(!told(100, 5, 3h).hours_until(0));
}

TEST_CASE("only the last six hours count") {
    Forecast forecast;
    core::FakeClock clock;
    for (int minute = 0; minute < 20 * 60; ++minute) {
        const double hour = minute / 60.0;
        forecast.note(hour < 10 ? 100 + hour * 100 : 1100 - (hour - 10) * 10, clock.steady());
        clock.advance(60s);
    }
    CHECK(forecast.hours_until(0).value() == doctest::Approx(100).epsilon(0.01));
}
