#include "inbox/cases.hpp"

#include <doctest/doctest.h>
#include <random>

#include "inbox/conversations_store.hpp"
#include "inbox/testing.hpp"

using namespace std::chrono_literals;
using inbox::InboxFixture;
using model::CaseState;

namespace {

struct CasesFixture : InboxFixture {
    core::Result<> resolve() {
        return write([this](store::Transaction& tx) -> core::Result<> {
            auto changed = *inbox::find_conversation(tx, conversation_id);
            auto outcome = inbox::resolve_case(tx, changed, model::UserId{"eva"});
            if (outcome) inbox::save_conversation(tx, changed);
            return outcome;
        });
    }
    core::Result<> snooze(core::WallTime until) {
        return write([this, until](store::Transaction& tx) -> core::Result<> {
            auto changed = *inbox::find_conversation(tx, conversation_id);
            auto outcome = inbox::snooze_case(tx, changed, until);
            if (outcome) inbox::save_conversation(tx, changed);
            return outcome;
        });
    }
    bool wake() {
        return write([](store::Transaction& tx) { return inbox::wake_snoozed(tx); });
    }
    model::Case current() { return conversation().current_case.value(); }
};

}  // namespace

TEST_CASE_FIXTURE(CasesFixture,
                  "a customer who writes soon after the resolution reopens the case") {
    const auto first = current().id;
    REQUIRE(resolve().has_value());
    CHECK(current().resolved_at == clock.wall());
    CHECK_FALSE(conversation().waiting_since.has_value());
    clock.advance(24h - 1ms);
    ana_writes();
    CHECK(current().id == first);
    CHECK(current().state == CaseState::open);
    CHECK_FALSE(current().resolved_at.has_value());
}

TEST_CASE_FIXTURE(CasesFixture, "a day after the resolution a new case begins") {
    const auto first = current().id;
    REQUIRE(resolve().has_value());
    clock.advance(24h);
    ana_writes();
    CHECK(current().id != first);
    CHECK(current().state == CaseState::open);
    CHECK(current().opened_at == clock.wall());
    CHECK(count("cases") == 2);
}

TEST_CASE_FIXTURE(CasesFixture, "a reaction, an echo and a notice reopen nothing") {
    REQUIRE(resolve().has_value());
    auto message = text_from(ana);
    SUBCASE("a reaction") {
        message.type = "reaction";
    }
    SUBCASE("a notice") {
        message.type = "system";
    }
    SUBCASE("an echo") {
        message.echo = true;
    }
    receive(message);
    CHECK(current().state == CaseState::resolved);
}

TEST_CASE_FIXTURE(CasesFixture, "resolving twice is resolving once") {
    REQUIRE(resolve().has_value());
    const auto before = current();
    clock.advance(1h);
    REQUIRE(resolve().has_value());
    CHECK(current().resolved_at == before.resolved_at);
}

TEST_CASE_FIXTURE(CasesFixture, "a snoozed case wakes when its time has come") {
    REQUIRE(snooze(clock.wall() + 1h).has_value());
    new_events();
    clock.advance(1h - 1ms);
    CHECK_FALSE(wake());
    CHECK(current().state == CaseState::snoozed);
    clock.advance(1ms);
    CHECK_FALSE(wake());
    CHECK(current().state == CaseState::open);
    CHECK(conversation().updated_at == clock.wall());
    CHECK_FALSE(wake());
    CHECK(new_event_names() == std::vector<std::string>{"conversation_updated"});
}

TEST_CASE_FIXTURE(CasesFixture, "a snoozed case wakes when the customer writes") {
    REQUIRE(snooze(clock.wall() + 1h).has_value());
    ana_writes();
    CHECK(current().state == CaseState::open);
    new_events();
    clock.advance(1h);
    wake();
    CHECK(new_event_names().empty());
}

TEST_CASE_FIXTURE(CasesFixture, "what cannot be snoozed says why") {
    CHECK(snooze(clock.wall()).error().code == "inbox.snooze_past");
    CHECK(snooze(clock.wall() + inbox::snooze_max + 1ms).error().code == "inbox.snooze_too_far");
    REQUIRE(resolve().has_value());
    CHECK(snooze(clock.wall() + 1h).error().code == "inbox.no_open_case");
}

TEST_CASE_FIXTURE(inbox::EmptyInbox,
                  "a conversation in which the customer never wrote has no case to resolve") {
    auto echo = text_from({"ES.leo", "", ""});
    echo.echo = true;
    receive(echo);
    const auto id = conversation_of_user("ES.leo").id;
    write([id](store::Transaction& tx) {
        auto conversation = *inbox::find_conversation(tx, id);
        const auto outcome = inbox::resolve_case(tx, conversation, model::UserId{"eva"});
        CHECK(outcome.error().code == "inbox.no_case");
    });
}

TEST_CASE_FIXTURE(CasesFixture,
                  "whatever happens, a conversation has at most one unresolved case, its own") {
    std::mt19937 random(20261124);
    for (int step = 0; step < 300; ++step) {
        clock.advance(std::chrono::minutes(random() % 2000));
        auto message = text_from(ana);
        switch (random() % 7) {
            case 0: message.type = "reaction"; [[fallthrough]];
            case 1: message.echo = random() % 2 == 0; [[fallthrough]];
            case 2: {
                const auto before = current();
                receive(message);
                const bool asks = !message.echo && message.type == "text";
                CHECK(current().state == (asks ? CaseState::open : before.state));
                break;
            }
            case 3:
            case 4: CHECK(resolve().has_value()); break;
            case 5: {
                const auto until = clock.wall() + 1min + std::chrono::minutes(random() % 5000);
                const bool was_resolved = current().state == CaseState::resolved;
                CHECK(snooze(until).has_value() == !was_resolved);
                break;
            }
            default: wake(); break;
        }
        const auto unresolved = unresolved_cases();
        const bool is_resolved = current().state == CaseState::resolved;
        CHECK(unresolved == (is_resolved ? 0 : 1));
    }
    CHECK(count("cases") > 3);
}
