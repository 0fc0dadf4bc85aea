#include "core/clock.hpp"

#include <doctest/doctest.h>

using namespace core;

TEST_CASE("a wall time is written in UTC with milliseconds and read back") {
    CHECK(to_iso8601(from_epoch_ms(1'795'504'351'042)) == "2026-11-24T07:12:31.042Z");
    CHECK(to_iso8601(from_epoch_ms(0)) == "1970-01-01T00:00:00.000Z");
    for (const std::int64_t ms :
         {0LL, 951'782'400'123LL, 1'795'504'351'042LL, 253'402'300'799'999LL})
        CHECK(from_iso8601(to_iso8601(from_epoch_ms(ms))) == from_epoch_ms(ms));
}

TEST_CASE("offsets, missing milliseconds and finer fractions are understood") {
    const auto noon = from_iso8601("2026-11-24T12:00:00Z");
    REQUIRE(noon);
    CHECK(from_iso8601("2026-11-24T13:00:00+01:00") == noon);
    CHECK(from_iso8601("2026-11-24T07:00:00-0500") == noon);
    CHECK(from_iso8601("2026-11-24T12:00:00.000999Z") == noon);
}

TEST_CASE("what is no such time is refused") {
    for (const auto* text :
         {"", "2026-11-24", "2026-11-24T12:00:00", "2026-02-30T12:00:00Z", "2026-11-24T25:00:00Z",
          "2026-11-24 12:00:00Z", "2026-11-24T12:00:00Zx", "2026-11-24T12:00:00+1",
          "2026-11-24T12:00:00.Zz", "20261124T120000Z"})
        CHECK_MESSAGE(!from_iso8601(text), text);
}

TEST_CASE("the real clock goes on, and begins at the system's wall time") {
    RealClock clock;
    const auto before = clock.steady();
    CHECK(std::chrono::abs(clock.drift()) < Milliseconds{1'000});
    clock.slew();
    CHECK(clock.steady() >= before);
}

namespace {

// The system's time, as a test says it is.
struct SystemFixture {
    WallTime wall = from_epoch_ms(1'795'504'351'000);
    bool synchronised = false;
    SystemTime system() {
        return {[this] { return wall; }, [this] { return synchronised; }};
    }
};
constexpr std::chrono::hours much{48};

}  // namespace

TEST_CASE_FIXTURE(SystemFixture, "the first synchronisation after a boot is taken at once") {
    RealClock clock(system());
    wall += much;
    CHECK(clock.slew() == Milliseconds{0});
    CHECK(clock.drift() > much - Milliseconds{1'000});
    synchronised = true;
    CHECK(clock.slew() > much - Milliseconds{1'000});
    CHECK(std::chrono::abs(clock.drift()) < Milliseconds{1'000});
}

TEST_CASE_FIXTURE(SystemFixture, "a jump after that, or of a time that was good, is not taken") {
    for (const bool good_at_start : {true, false}) {
        synchronised = good_at_start;
        RealClock clock(system());
        synchronised = true;
        clock.slew();
        wall += much;
        CHECK(clock.slew() == Milliseconds{0});
        synchronised = false;
        clock.slew();
        synchronised = true;
        CHECK(clock.slew() == Milliseconds{0});
        CHECK(clock.drift() > much - Milliseconds{1'000});
    }
}
