#include "core/thread_pool.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <latch>

using namespace core;

TEST_CASE("a pool takes what its queue holds, refuses the rest, and ends what it took") {
    std::atomic<int> ran{0};
    {
        std::latch running(1), go_on(1);
        ThreadPool pool({.threads = 1, .waiting_max = 3});
        REQUIRE(pool.submit([&] {
            running.count_down();
            go_on.wait();
            ++ran;
        }));
        running.wait();
        for (int i = 0; i < 3; ++i) CHECK(pool.submit([&] { ++ran; }));
        CHECK_FALSE(pool.submit([&] { ++ran; }));
        go_on.count_down();
    }
    CHECK(ran == 4);
}
