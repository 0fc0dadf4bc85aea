#include "whatsapp/lane.hpp"

#include <doctest/doctest.h>

#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/delivery.hpp"
#include "whatsapp/outbox.hpp"
#include "whatsapp/testing.hpp"

using model::MessageStatus;
using whatsapp::Claim;
using whatsapp::Envelope;
using namespace std::chrono_literals;

namespace {

struct LaneFixture : whatsapp::WhatsappFixture {
    Claim claim(const std::string& conversation = "c") {
        return store.write([&](store::Transaction& tx) {
            return whatsapp::claim_next(tx, model::ConversationId{conversation},
                                        {sinks, guards, 24h, 30s});
        });
    }
    Envelope sent(const std::string& conversation = "c") {
        return std::get<Envelope>(claim(conversation).next);
    }
    core::Milliseconds wait() {
        return std::get<Claim::Wait>(claim().next).until - store.clock.wall();
    }
    void end(const Envelope& envelope, const whatsapp::AttemptOutcome& outcome) {
        store.write([&](store::Transaction& tx) {
            whatsapp::Deliveries deliveries(tx, sinks);
            whatsapp::take_outcome(deliveries, envelope.attempt, outcome);
        });
    }
    bool empty() { return std::holds_alternative<Claim::Empty>(claim().next); }

    whatsapp::ListedGuard guard;
    whatsapp::DispatchGuards guards{guard};
};

}  // namespace

TEST_CASE_FIXTURE(LaneFixture, "a lane sends one at a time, in the order of queueing (I-7)") {
    const auto first = enqueue("c");
    const auto second = enqueue("c");
    const auto envelope = sent();
    CHECK(envelope.message == first);
    CHECK(wait() == 1s);  // still under way
    end(envelope, whatsapp::Accepted{"wamid.1"});
    CHECK(sent().message == second);
}

TEST_CASE_FIXTURE(LaneFixture, "lanes do not wait for one another") {
    const auto a = enqueue("a");
    const auto b = enqueue("b");
    CHECK(sent("a").message == a);
    CHECK(sent("b").message == b);
}

TEST_CASE_FIXTURE(LaneFixture, "an attempt is durable before its message goes, and new each time") {
    const auto message = enqueue("c");
    const auto first = sent();
    store.write([&](store::Transaction& tx) {
        CHECK(whatsapp::find_attempt(tx, first.attempt)->message == message);
    });
    CHECK(state(message) == MessageStatus::dispatching);
    end(first, whatsapp::NotSent{store.clock.wall()});
    const auto second = sent();
    CHECK(second.attempt != first.attempt);
    CHECK(second.tries == 1);
}

TEST_CASE_FIXTURE(LaneFixture, "a head that is retried blocks its lane until its time") {
    const auto head = enqueue("c");
    enqueue("c");
    end(sent(), whatsapp::NotSent{store.clock.wall() + 7s});
    CHECK(wait() == 7s);
    store.clock.advance(7s);
    CHECK(sent().message == head);
}

TEST_CASE_FIXTURE(LaneFixture,
                  "an unconfirmed head blocks its lane for 30 s, then the lane goes on") {
    const auto head = enqueue("c");
    const auto next = enqueue("c");
    end(sent(), whatsapp::Unconfirmed{});
    CHECK(wait() == 30s);
    store.clock.advance(29'999ms);
    CHECK(wait() == 1ms);
    store.clock.advance(1ms);
    CHECK(sent().message == next);
    CHECK(state(head) == MessageStatus::unconfirmed);
}

TEST_CASE_FIXTURE(LaneFixture,
                  "a message that could not go for 24 h expires, and the next one goes") {
    const auto head = enqueue("c");
    store.clock.advance(23h);
    const auto next = enqueue("c");
    end(sent(), whatsapp::NotSent{store.clock.wall() + 5h});
    CHECK(wait() == 1h);
    store.clock.advance(1h);
    CHECK(sent().message == next);
    CHECK(state(head) == MessageStatus::expired);
    CHECK(sink.states_of(head).back() == MessageStatus::expired);
}

TEST_CASE_FIXTURE(LaneFixture, "what a guard forbids fails with its reason and never goes (I-6)") {
    const auto head = enqueue("c");
    const auto next = enqueue("c");
    guard.forbidden = {head};
    const auto claimed = claim();
    CHECK(std::get<Envelope>(claimed.next).message == next);
    CHECK(claimed.changes == std::vector{MessageStatus::failed, MessageStatus::dispatching});
    CHECK(row(head).error->code == "inbox.window_closed");
    CHECK(row(head).attempt.empty());
    REQUIRE(guard.asked.size() == 2);
    CHECK(guard.asked[0].type == "text");
    CHECK(guard.asked[0].conversation == model::ConversationId{"c"});
}

TEST_CASE_FIXTURE(LaneFixture, "a cancelled message never goes") {
    const auto head = enqueue("c");
    store.write([&](store::Transaction& tx) { CHECK(whatsapp::cancel(tx, head).has_value()); });
    CHECK(empty());
}

TEST_CASE_FIXTURE(LaneFixture,
                  "a stopped number's messages wait, until it is renewed or they expire") {
    const auto message = enqueue("c");
    store.write([&](store::Transaction& tx) { whatsapp::stop_number(tx, number, "token", sinks); });
    CHECK(std::holds_alternative<Claim::Stopped>(claim().next));
    store.write([&](store::Transaction& tx) {
        CHECK(whatsapp::claim_number(tx, {number, "new token", "", "http://graph.test", "v26.0"},
                                     box, sinks)
                  .has_value());
    });
    const auto envelope = sent();
    CHECK(envelope.message == message);
    CHECK(whatsapp::token_of(envelope.number, box) == "new token");
}

TEST_CASE_FIXTURE(LaneFixture, "a stopped number's message expires like any other") {
    const auto message = enqueue("c");
    store.write([&](store::Transaction& tx) { whatsapp::stop_number(tx, number, "token", sinks); });
    store.clock.advance(24h);
    CHECK(empty());
    CHECK(state(message) == MessageStatus::expired);
}

TEST_CASE_FIXTURE(LaneFixture, "an old unconfirmed message does not hold its lane again") {
    enqueue("c");
    end(sent(), whatsapp::Unconfirmed{});
    store.clock.advance(1h);
    enqueue("c");
    end(sent(), whatsapp::Accepted{"wamid.2"});
    CHECK(empty());
}
