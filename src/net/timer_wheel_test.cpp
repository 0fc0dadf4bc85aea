#include "net/timer_wheel.hpp"

#include <doctest/doctest.h>
#include <random>
#include <string>

using namespace std::chrono_literals;

namespace {

struct WheelFixture {
    core::SteadyTime now{5s};
    net::TimerWheel wheel{now};
    std::string fired;

    core::TimerId add(core::Milliseconds delay, char name) {
        return wheel.add(now + delay, [this, name] { fired += name; });
    }
    void advance(core::Milliseconds by) {
        now += by;
        while (auto work = wheel.take_due(now)) (*work)();
    }
};

}  // namespace

TEST_CASE_FIXTURE(WheelFixture, "a timer fires at its time and not before") {
    add(50ms, 'a');
    advance(49ms);
    CHECK(fired.empty());
    advance(1ms);
    CHECK(fired == "a");
    advance(1min);
    CHECK(fired == "a");
}

TEST_CASE_FIXTURE(WheelFixture, "a time between two ticks is rounded up") {
    add(51ms, 'a');
    advance(59ms);
    CHECK(fired.empty());
    advance(1ms);
    CHECK(fired == "a");
}

TEST_CASE_FIXTURE(WheelFixture, "a finer wheel tells milliseconds apart") {
    net::TimerWheel fine(now, 1ms);
    fine.add(now + 1ms, [this] { fired += 'a'; });
    fine.add(now + 2ms, [this] { fired += 'b'; });
    CHECK(fine.until_next(now) == 1ms);
    while (auto work = fine.take_due(now + 1ms)) (*work)();
    CHECK(fired == "a");
}

TEST_CASE_FIXTURE(WheelFixture, "timers fire in the order of their times, however late") {
    add(300s, 'd');  // more than seven rounds of the wheel
    add(20ms, 'b');
    add(10ms, 'a');
    add(20ms, 'c');
    advance(10min);
    CHECK(fired == "abcd");
}

TEST_CASE_FIXTURE(WheelFixture,
                  "a cancelled timer does not fire, nor does one that reuses its place") {
    const auto first = add(10ms, 'a');
    wheel.cancel(first);
    add(10ms, 'b');
    wheel.cancel(first);
    wheel.cancel(core::TimerId::none);
    advance(10ms);
    CHECK(fired == "b");
    CHECK(wheel.size() == 0);
}

TEST_CASE_FIXTURE(WheelFixture, "a timer may cancel its neighbour of the same tick") {
    core::TimerId second = core::TimerId::none;
    wheel.add(now + 10ms, [&] { wheel.cancel(second); });
    second = add(10ms, 'b');
    advance(20ms);
    CHECK(fired.empty());
}

TEST_CASE_FIXTURE(WheelFixture, "a timer set with no delay by a timer fires at the next tick") {
    wheel.add(now, [&] { add(0ms, 'b'); });
    advance(10ms);
    CHECK(fired.empty());
    advance(10ms);
    CHECK(fired == "b");
}

TEST_CASE_FIXTURE(WheelFixture, "the wait is no longer than until the first timer") {
    CHECK(!wheel.until_next(now));
    add(700ms, 'a');
    CHECK(wheel.until_next(now) == 700ms);
    add(30ms, 'b');
    now += 5ms;
    CHECK(wheel.until_next(now) == 25ms);
    now += 1s;
    CHECK(wheel.until_next(now) == 0ms);
}

TEST_CASE_FIXTURE(WheelFixture, "a wheel that sleeps until its next timer fires each at its time") {
    std::mt19937 random(7);
    int early = 0, late = 0, count = 0;
    for (int i = 0; i < 2'000; ++i) {
        const auto when = now + std::chrono::milliseconds(random() % 100'000);
        wheel.add(when, [&, when] {
            ++count;
            early += now < when;
            late += now >= when + 2 * net::TimerWheel::default_tick;
        });
    }
    while (const auto wait = wheel.until_next(now)) advance(*wait);
    CHECK(count == 2'000);
    CHECK(early == 0);
    CHECK(late == 0);
}
