#include "auth/sign_in_backoff.hpp"

#include <doctest/doctest.h>

#include "core/testing.hpp"

using namespace auth;
using namespace std::chrono_literals;

namespace {

struct BackoffFixture {
    core::FakeClock clock;
    SignInBackoff backoff{clock};

    void fail(int times, const std::string& email = "ana@a.test") {
        for (int i = 0; i < times; ++i) REQUIRE_FALSE(backoff.begin(email));
    }
};

}  // namespace

TEST_CASE_FIXTURE(BackoffFixture,
                  "from the fifth failure on an account waits, 5 s doubling to 15 min") {
    fail(5);
    for (const auto wait : {5s, 10s, 20s, 40s, 80s, 160s, 320s, 640s, 900s, 900s}) {
        CHECK(backoff.begin("ana@a.test") == core::Milliseconds{wait});
        clock.advance(wait - 1ms);
        CHECK(backoff.begin("ana@a.test") == 1ms);
        clock.advance(1ms);
        CHECK_FALSE(backoff.begin("ana@a.test"));
    }
}

TEST_CASE_FIXTURE(BackoffFixture, "one account's failures hold nobody else up") {
    fail(5);
    CHECK_FALSE(backoff.begin("luz@a.test"));
}

TEST_CASE_FIXTURE(BackoffFixture, "a success forgets the failures") {
    fail(4);
    backoff.succeeded("ana@a.test");
    fail(5);
    CHECK(backoff.begin("ana@a.test") == 5s);
}

TEST_CASE_FIXTURE(BackoffFixture, "a hundred attempts at once are no way round") {
    int admitted = 0;
    for (int i = 0; i < 100; ++i)
        if (!backoff.begin("ana@a.test")) ++admitted;
    CHECK(admitted == 5);
}

TEST_CASE_FIXTURE(BackoffFixture, "an attempt that nobody decided does not count") {
    fail(4);
    for (int i = 0; i < 10; ++i) {
        CHECK_FALSE(backoff.begin("ana@a.test"));
        backoff.undecided("ana@a.test");
    }
}

TEST_CASE_FIXTURE(BackoffFixture, "a jump of the wall clock frees nobody") {
    fail(5);
    clock.jump_wall(24h);
    CHECK(backoff.begin("ana@a.test") == 5s);
}

TEST_CASE_FIXTURE(BackoffFixture, "failures of more than an hour ago count no more") {
    fail(4);
    clock.advance(SignInBackoff::memory + 1ms);
    fail(5);
}

TEST_CASE_FIXTURE(BackoffFixture, "at most 10 000 addresses are remembered, the newest") {
    fail(5, "first@a.test");
    clock.advance(1ms);
    for (std::size_t i = 0; i < SignInBackoff::addresses_max; ++i)
        fail(1, std::to_string(i) + "@a.test");
    CHECK(backoff.size() == SignInBackoff::addresses_max);
    CHECK_FALSE(backoff.begin("first@a.test"));
}
