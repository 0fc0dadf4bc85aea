#include "core/log_repeats.hpp"

#include <doctest/doctest.h>

using namespace core;

namespace {

struct RepeatsFixture {
    LogRepeats::Verdict note(std::uint64_t identity, std::string_view event = "lost") {
        return repeats.note(identity, module, LogLevel::warn, event, now);
    }
    LogRepeats repeats;
    LogModule module{"net", LogLevel::warn};
    WallTime now = from_epoch_ms(1'795'500'000'000);
};

}  // namespace

TEST_CASE_FIXTURE(RepeatsFixture,
                  "the first is written, the rest is counted, and the count is told once") {
    CHECK(note(1).is_new);
    for (int i = 0; i < 412; ++i) CHECK_FALSE(note(1).is_new);
    CHECK(repeats.ended(now).empty());
    now += LogRepeats::window;
    const auto told = repeats.ended(now);
    REQUIRE(told.size() == 1);
    CHECK(told[0].times == 412);
    CHECK(told[0].event == "lost");
    CHECK(repeats.ended(now).empty());
    CHECK(note(1).is_new);
}

TEST_CASE_FIXTURE(RepeatsFixture,
                  "one that comes after the window tells what was counted before it") {
    note(1);
    note(1);
    now += LogRepeats::window;
    const auto verdict = note(1);
    CHECK(verdict.is_new);
    REQUIRE(verdict.to_tell);
    CHECK(verdict.to_tell->times == 1);
}

TEST_CASE_FIXTURE(RepeatsFixture, "what came once is not told again") {
    note(1);
    now += LogRepeats::window;
    CHECK(repeats.ended(now).empty());
    note(1);
    CHECK(repeats.rest().empty());
}

TEST_CASE_FIXTURE(RepeatsFixture, "two that share a place lose no count") {
    note(1, "first");
    note(1, "first");
    const auto verdict = note(1 + LogRepeats::places, "second");
    CHECK(verdict.is_new);
    REQUIRE(verdict.to_tell);
    CHECK(verdict.to_tell->event == "first");
    CHECK(verdict.to_tell->times == 1);
}

TEST_CASE_FIXTURE(RepeatsFixture, "a clock that jumps back does not silence a line for ever") {
    note(1);
    now -= std::chrono::hours(5);
    CHECK(note(1).is_new);
}

TEST_CASE("successes are written whole while they are few, then one in twenty for all of them") {
    LogSampler sampler;
    auto now = from_epoch_ms(1'795'500'000'000);
    unsigned written = 0;
    unsigned stood_for = 0;
    for (int i = 0; i < 1005; ++i) {
        const auto weight = sampler.weight(now);
        written += weight > 0 ? 1 : 0;
        stood_for += weight;
    }
    CHECK(written == 5 + 50);
    CHECK(stood_for == 1005);
    CHECK(sampler.weight(now + Milliseconds{1000}) == 1);
}
