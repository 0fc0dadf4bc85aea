// I-9: after quiet, what each screen has applied equals the event log that it may see, whatever
// disconnects, losses and changes of rights came. Seeded; the seed is printed where it fails.
#include <doctest/doctest.h>

#include "live/testing.hpp"

using namespace std::chrono_literals;

namespace live {
namespace {

using Events = std::map<std::int64_t, std::string>;

// "-7" is missing, "+9" is foreign.
std::string difference(const Events& applied, const Events& wanted) {
    std::string text;
    for (const auto& [sequence, name] : wanted)
        if (!applied.contains(sequence)) text += " -" + std::to_string(sequence);
    for (const auto& [sequence, name] : applied)
        if (!wanted.contains(sequence)) text += " +" + std::to_string(sequence);
    return text;
}

class Story {
public:
    explicit Story(std::uint64_t seed) : random_(seed) {
        fixture_.numbers = {model::NumberId{"100"}, model::NumberId{"200"}};
        fixture_.teams = {model::TeamId{"sales"}, model::TeamId{"help"}};
        fixture_.user("boss", model::Role::admin);
        fixture_.user("chief", model::Role::supervisor);
        fixture_.user("ana").numbers = {model::NumberId{"100"}};
        fixture_.user("bea").teams = {model::TeamId{"sales"}};
        for (const auto* user : {"boss", "chief", "ana", "bea", "ana"})
            screens_.push_back(std::make_unique<TestScreen>(fixture_, user));
    }

    void run(int steps) {
        for (int i = 0; i < steps; ++i) step();
        fixture_.database.executor.release();
        // Quiet: everybody is connected, and two ticks have come.
        for (const auto& screen : screens_)
            if (!screen->connected()) screen->connect(any_loop());
        for (int i = 0; i < 4; ++i) {
            fixture_.advance(5s);
            read_all();
        }
    }

    void check() {
        const char* users[] = {"boss", "chief", "ana", "bea", "ana"};
        for (std::size_t i = 0; i < screens_.size(); ++i) {
            CAPTURE(std::string(users[i]));
            CHECK(screens_[i]->faults == std::vector<std::string>{});
            REQUIRE(screens_[i]->connected());
            CHECK(difference(screens_[i]->applied(), visible(fixture_, users[i])) == "");
        }
    }

    int catch_ups() const {
        int sum = 0;
        for (const auto& screen : screens_) sum += screen->catch_ups;
        return sum;
    }
    int resyncs() const {
        int sum = 0;
        for (const auto& screen : screens_) sum += screen->resyncs;
        return sum;
    }

private:
    bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
    net::ManualLoop& any_loop() { return one_in(2) ? fixture_.loop : fixture_.other_loop; }
    TestScreen& any_screen() { return *screens_[random_.below(screens_.size())]; }

    model::Scope any_scope() {
        model::Scope scope;
        scope.number = fixture_.numbers[random_.below(fixture_.numbers.size())];
        if (one_in(2)) scope.team = fixture_.teams[random_.below(fixture_.teams.size())];
        if (one_in(3)) scope.assignee = model::UserId{one_in(2) ? "ana" : "bea"};
        return scope;
    }

    void append_some() {
        const auto count = 1 + random_.below(4);
        fixture_.database.write([&](store::Transaction& tx) {
            for (std::uint64_t i = 0; i < count; ++i) {
                model::Event event{.name = "new_message", .data = "{}"};
                event.rooms = model::audience(any_scope());
                if (one_in(5)) event.except = {"user:ana"};
                if (one_in(7)) event.rooms = {"user:bea", "user:ana"};
                tx.append(event);
            }
        });
    }

    void change_rights() {
        auto& ana = fixture_.users["ana"];
        ana.numbers = {fixture_.numbers[random_.below(2)]};
        ana.teams.clear();
        if (one_in(2)) ana.teams.insert(fixture_.teams[random_.below(2)]);
        fixture_.live.rights_changed(ana.user);
    }

    void read_all() {
        for (const auto& screen : screens_) screen->read();
        fixture_.run();
        for (const auto& screen : screens_) screen->read();
    }

    void step() {
        switch (random_.below(12)) {
            case 0:
            case 1:
            case 2:
            case 3: append_some(); break;
            case 4:
            case 5: {
                auto& screen = any_screen();
                screen.connected() ? screen.lose() : screen.connect(any_loop());
                break;
            }
            case 6:
                if (auto& screen = any_screen(); screen.connected()) screen.lose_next_event();
                break;
            case 7: fixture_.run(); break;
            case 8: fixture_.database.executor.hold_readers(); break;
            case 9: fixture_.database.executor.release(); break;
            case 10:
                if (one_in(6)) change_rights();
                break;
            default:
                fixture_.database.executor.release();
                fixture_.advance(core::Milliseconds{random_.below(4000)});
                read_all();
        }
        if (one_in(3)) any_screen().read();
    }

    LiveFixture fixture_{{.replays_at_once_max = 2}};
    core::SeededRandom random_;
    std::vector<std::unique_ptr<TestScreen>> screens_;
};

TEST_CASE("each screen has applied exactly what the log holds for it, whatever came in between") {
    int catch_ups = 0, resyncs = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        Story story(seed);
        story.run(250);
        story.check();
        catch_ups += story.catch_ups();
        resyncs += story.resyncs();
    }
    // The test is worth something only where these happen.
    CHECK(catch_ups > 20);
    CHECK(resyncs > 5);
}

}  // namespace
}  // namespace live
