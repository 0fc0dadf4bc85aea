#include "monitor/pressure_steps.hpp"

#include <doctest/doctest.h>
#include <random>
#include <vector>

using monitor::PressureStep;
using monitor::PressureSteps;

namespace {

struct Steps {
    PressureSteps steps{{.warning = 80, .critical = 95}};
    PressureStep look(double percent, std::optional<double> stalled = {}) {
        return steps.look(percent, stalled);
    }
    PressureStep look_often(double percent, int looks) {
        for (int i = 0; i < looks; ++i) look(percent);
        return steps.step();
    }
};

}  // namespace

TEST_CASE_FIXTURE(Steps, "each step begins at its mark between warning and critical") {
    CHECK(look(79.9) == PressureStep::calm);
    CHECK(look(80) == PressureStep::give_back);
    CHECK(look(85) == PressureStep::shrink);
    CHECK(look(90) == PressureStep::shed);
    CHECK(look(95) == PressureStep::refuse);
}

TEST_CASE_FIXTURE(Steps, "from calm to critical it goes in one look") {
    CHECK(look(99) == PressureStep::refuse);
}

TEST_CASE_FIXTURE(Steps, "down it goes one step at a time, after five looks well below the mark") {
    look(96);
    CHECK(look_often(10, PressureSteps::calm_looks - 1) == PressureStep::refuse);
    CHECK(look(10) == PressureStep::shed);
    CHECK(look_often(10, 3 * PressureSteps::calm_looks) == PressureStep::calm);
}

TEST_CASE_FIXTURE(Steps, "one look near the mark begins the count anew") {
    look(96);
    look_often(10, PressureSteps::calm_looks - 1);
    look(94);
    CHECK(look_often(10, PressureSteps::calm_looks - 1) == PressureStep::refuse);
}

TEST_CASE_FIXTURE(Steps, "use that stays within five per cent below a mark keeps the step") {
    look(95);
    CHECK(look_often(90.5, 100) == PressureStep::refuse);
    CHECK(look_often(89.5, PressureSteps::calm_looks) == PressureStep::shed);
    CHECK(look_often(89.5, 100) == PressureStep::shed);
}

TEST_CASE_FIXTURE(Steps, "a flapping use changes the step once, not at each look") {
    int changes = 0;
    auto before = steps.step();
    for (int i = 0; i < 1000; ++i) {
        const auto now = look(i % 2 ? 79 : 81);
        if (now != before) ++changes;
        before = now;
    }
    CHECK(changes == 1);
}

TEST_CASE_FIXTURE(Steps, "tasks that stall for memory are pressure, whatever the use says") {
    CHECK(look(10, 19.0) == PressureStep::calm);
    CHECK(look(10, 20.0) == PressureStep::shrink);
    for (int i = 0; i < 100; ++i) look(10, 30.0);
    CHECK(steps.step() == PressureStep::shrink);
    CHECK(look_often(10, 2 * PressureSteps::calm_looks) == PressureStep::calm);
}

TEST_CASE("whatever comes: never below the mark's step, and never down by two") {
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        CAPTURE(seed);
        std::mt19937 chance(seed);
        std::uniform_real_distribution<double> percent(0, 110);
        PressureSteps steps({80, 95});
        auto before = steps.step();
        for (int i = 0; i < 2000; ++i) {
            const auto use = percent(chance);
            const auto now = steps.look(use, std::nullopt);
            for (const auto step : monitor::pressure_steps)
                if (use >= steps.mark_of(step)) REQUIRE(now >= step);
            REQUIRE(static_cast<int>(before) - static_cast<int>(now) <= 1);
            before = now;
        }
    }
}
