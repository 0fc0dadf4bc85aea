#include "core/rate_limiter.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using core::RateLimit;
using core::RateLimiter;
using core::RateWindow;
using core::SteadyTime;

namespace {

constexpr SteadyTime start{std::chrono::nanoseconds{12'345'678'901'234}};

// What is true of one key, in as many steps as it takes.
class Oracle {
public:
    // Allowed calls after `from`, up to `to`.
    std::size_t between(SteadyTime from, SteadyTime to) const {
        return static_cast<std::size_t>(std::count_if(
            allowed_.begin(), allowed_.end(), [&](auto at) { return at > from && at <= to; }));
    }
    void allow(SteadyTime at) { allowed_.push_back(at); }

private:
    std::vector<SteadyTime> allowed_;
};

void live_a_life(std::uint64_t seed) {
    core::SeededRandom random(seed);
    const RateLimit limit{static_cast<std::uint32_t>(1 + random.below(12)),
                          core::Milliseconds{1 + random.below(2000)}};
    const std::chrono::nanoseconds window = limit.window;
    const auto part = RateWindow::part_of(limit);
    RateWindow tested;
    Oracle oracle;
    auto now = start;
    for (int step = 0; step < 400; ++step) {
        // Bursts, steady streams and silence.
        const auto scale = static_cast<std::uint64_t>(window.count());
        const std::uint64_t spans[] = {1, scale / 40 + 1, scale / 3 + 1, scale * 2 + 1};
        if (random.below(3) != 0)
            now += std::chrono::nanoseconds{random.below(spans[random.below(4)])};
        const auto answer = tested.check(limit, now);
        if (answer.allowed) {
            REQUIRE(oracle.between(now - window - 1ns, now) < limit.max);
            oracle.allow(now);
        } else {
            // Too strict by less than two parts of the window's fifteen, and never without cause.
            REQUIRE(oracle.between(now - window - part - 1ns, now) >= limit.max);
            REQUIRE(answer.remaining == 0);
            REQUIRE(answer.reset_after.count() >= 0);
            REQUIRE(tested.look(limit, now + answer.reset_after).allowed);
            if (answer.reset_after > 1ms)
                REQUIRE_FALSE(tested.look(limit, now + answer.reset_after - 1ms - 1ns).allowed);
        }
    }
}

}  // namespace

TEST_CASE("never more than the limit in any window, however it slides, and hardly stricter") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        live_a_life(seed);
    }
}

TEST_CASE("an empty window takes all of the limit at once, and then says when more") {
    RateWindow window;
    const RateLimit limit{50, 300s};
    for (std::uint32_t i = 1; i <= 50; ++i) {
        const auto answer = window.check(limit, start);
        CHECK(answer.allowed);
        CHECK(answer.limit == 50);
        CHECK(answer.remaining == 50 - i);
    }
    const auto refused = window.check(limit, start);
    CHECK_FALSE(refused.allowed);
    CHECK(refused.remaining == 0);
    CHECK(refused.reset_after > 300s);
    CHECK(refused.reset_after <= 321s);
    CHECK(window.check(limit, start + refused.reset_after).allowed);
}

TEST_CASE("calls that an earlier process allowed count like its own") {
    RateWindow window;
    const RateLimit limit{10, 60s};
    window.restore(limit, start - 30s, 6);
    window.restore(limit, start - 50s, 3);
    window.restore(limit, start - 300s, 9);
    CHECK(window.check(limit, start).allowed);
    CHECK_FALSE(window.check(limit, start).allowed);
    CHECK(window.check(limit, start + 20s).allowed);
}

TEST_CASE("a thread that read the clock a while ago gets no second allowance") {
    RateWindow window;
    const RateLimit limit{1, 15s};
    CHECK(window.check(limit, start).allowed);
    CHECK_FALSE(window.check(limit, start - 40s).allowed);
    CHECK_FALSE(window.check(limit, start + 1s).allowed);
}

TEST_CASE("keys do not count for each other") {
    core::SeededRandom random(1);
    RateLimiter limiter({2, 60s}, random);
    for (const auto* key : {"a", "b", "c"}) {
        CHECK(limiter.check(key, start).allowed);
        CHECK(limiter.check(key, start).allowed);
        CHECK_FALSE(limiter.check(key, start).allowed);
    }
    CHECK(limiter.size() == 3);
}

TEST_CASE("a sweep forgets what nothing counts for, and gives its memory back") {
    core::SeededRandom random(2);
    RateLimiter limiter({2, 60s}, random);
    for (int i = 0; i < 20'000; ++i) limiter.check("early " + std::to_string(i), start);
    for (int i = 0; i < 100; ++i) {
        limiter.check("late " + std::to_string(i), start + 50s);
        limiter.check("late " + std::to_string(i), start + 50s);
    }
    const auto before = limiter.bytes();
    CHECK(limiter.sweep(start + 40s) == 0);
    CHECK(limiter.sweep(start + 70s) == 20'000);
    CHECK(limiter.size() == 100);
    CHECK(limiter.bytes() < before / 10);
    for (int i = 0; i < 100; ++i)
        CHECK_FALSE(limiter.check("late " + std::to_string(i), start + 70s).allowed);
}

TEST_CASE("a full table forgets nobody and lets nobody have more") {
    core::SeededRandom random(3);
    RateLimiter limiter({3, 60s}, random, 2'000);
    for (int i = 0; i < 3; ++i) limiter.check("culprit", start);
    const auto full_bytes = [&] {
        for (int i = 0; i < 50'000; ++i) limiter.check("flood " + std::to_string(i), start + 1s);
        return limiter.bytes();
    }();
    CHECK(limiter.crowded() > 0);
    CHECK_FALSE(limiter.check("culprit", start + 2s).allowed);
    // One that was counted in common has no fresh count when there is room for it again.
    int allowed = 0;
    for (int second = 50; second < 65; ++second)
        for (int i = 0; i < 10; ++i)
            allowed += limiter.check("newcomer", start + second * 1s).allowed ? 1 : 0;
    CHECK(allowed <= 3);
    CHECK(limiter.check("newcomer", start + 200s).allowed);
    CHECK(limiter.bytes() <= full_bytes);
}

TEST_CASE("many threads at once get no more than the limit") {
    core::SeededRandom random(4);
    RateLimiter limiter({500, 60s}, random);
    std::vector<std::size_t> allowed(4);
    std::vector<std::thread> threads;
    for (auto& mine : allowed)
        threads.emplace_back([&] {
            for (int i = 0; i < 1'000; ++i) mine += limiter.check("one", start).allowed ? 1 : 0;
        });
    for (auto& thread : threads) thread.join();
    CHECK(allowed[0] + allowed[1] + allowed[2] + allowed[3] == 500);
}

TEST_CASE("a million keys fit into 64 MB, each with a count of its own") {
    core::SeededRandom random(5);
    RateLimiter limiter({1, 60s}, random);
    std::size_t refused = 0;
    for (int i = 0; i < 1'000'000; ++i)
        refused += limiter.check(std::to_string(i), start).allowed ? 0 : 1;
    CHECK(refused == 0);
    CHECK(limiter.crowded() == 0);
    CHECK(limiter.size() == 1'000'000);
    CHECK(limiter.bytes() <= 64'000'000);
}
