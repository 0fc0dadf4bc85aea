#include "sim/agenda.hpp"

#include <doctest/doctest.h>
#include <string>

#include "core/testing.hpp"

using namespace std::chrono_literals;

namespace {

struct AgendaFixture {
    core::FakeClock base;
    sim::AdvancedClock clock{base};
    core::ManualScheduler scheduler{base};
    sim::Agenda agenda{scheduler, clock};
    std::string said;

    core::Callback say(const std::string& word) {
        return [this, word] { said += word; };
    }
};

}  // namespace

TEST_CASE_FIXTURE(AgendaFixture,
                  "what is due runs as real time passes, in the order of its times") {
    agenda.add(2s, say("b"));
    agenda.add(1s, say("a"));
    scheduler.advance(999ms);
    CHECK(said == "");
    scheduler.advance(1ms);
    CHECK(said == "a");
    scheduler.advance(1s);
    CHECK(said == "ab");
}

TEST_CASE_FIXTURE(AgendaFixture,
                  "advancing the clock runs what falls due on the way, each at its time") {
    std::vector<std::int64_t> times;
    const auto note = [&] { times.push_back(clock.steady().time_since_epoch() / 1ms); };
    agenda.add(1h, [&] {
        note();
        agenda.add(1h, note);  // due within the jump as well
    });
    agenda.advance(24h);
    CHECK(times == std::vector<std::int64_t>{3'600'000, 7'200'000});
    CHECK(clock.steady().time_since_epoch() == 24h);
    CHECK(base.steady().time_since_epoch() == 0h);
}

TEST_CASE_FIXTURE(AgendaFixture, "what waits is due so much earlier after an advance") {
    agenda.add(10s, say("a"));
    agenda.advance(9s);
    scheduler.advance(1s);
    CHECK(said == "a");
}

TEST_CASE_FIXTURE(AgendaFixture, "a cleared agenda does nothing more") {
    agenda.add(1s, say("a"));
    agenda.clear();
    scheduler.advance(1min);
    CHECK(said == "");
}
