#include "whatsapp/outbox.hpp"

#include <doctest/doctest.h>

#include "whatsapp/delivery.hpp"
#include "whatsapp/testing.hpp"

using model::MessageStatus;
using whatsapp::WhatsappFixture;

namespace {

struct OutboxFixture : WhatsappFixture {
    void put(const model::MessageId& message, MessageStatus state) {
        store.write([&](store::Transaction& tx) {
            auto row = whatsapp::find_row(tx, message).value();
            row.state = state;
            whatsapp::update_row(tx, row);
        });
    }
    template <class F>
    std::string fault_of(F operation) {
        const auto result = store.write([&](store::Transaction& tx) { return operation(tx); });
        return result ? "" : result.error().code;
    }
    std::string send_again(const model::MessageId& message) {
        return fault_of([&](auto& tx) { return whatsapp::send_again(tx, message); });
    }
    std::string leave(const model::MessageId& message) {
        return fault_of([&](auto& tx) { return whatsapp::leave(tx, message); });
    }
    std::string cancel(const model::MessageId& message) {
        return fault_of([&](auto& tx) { return whatsapp::cancel(tx, message); });
    }
};

constexpr MessageStatus all_states[] = {
    MessageStatus::queued,    MessageStatus::dispatching, MessageStatus::accepted,
    MessageStatus::sent,      MessageStatus::delivered,   MessageStatus::read,
    MessageStatus::played,    MessageStatus::failed,      MessageStatus::expired,
    MessageStatus::cancelled, MessageStatus::unconfirmed};

}  // namespace

TEST_CASE_FIXTURE(OutboxFixture, "a number without credentials takes no message") {
    const auto enqueued = [this](const std::string& id) {
        return fault_of([&](auto& tx) {
            return whatsapp::enqueue(tx, {.message = model::MessageId{"m"},
                                          .conversation = model::ConversationId{"c"},
                                          .number = model::NumberId{id},
                                          .to = {.phone = "1"},
                                          .text = "x"});
        });
    };
    CHECK(enqueued("404") == "outbox.unknown_number");
    auto body = text_body("wamid.A");
    body.replace(body.find(number.text()), number.text().size(), "999");
    receive(body);  // known, and unclaimed
    CHECK(enqueued("999") == "outbox.unknown_number");
    CHECK(enqueued(number.text()) == "");
}

TEST_CASE_FIXTURE(OutboxFixture,
                  "a message carries its number's base URL from the moment it is queued") {
    CHECK(row(enqueue("c")).base_url == "http://graph.test");
}

TEST_CASE_FIXTURE(OutboxFixture, "send again is for unconfirmed and failed messages alone") {
    for (const auto from : all_states) {
        const auto message = enqueue("c");
        put(message, from);
        const bool waits = from == MessageStatus::unconfirmed || from == MessageStatus::failed;
        CHECK_MESSAGE(send_again(message) == (waits ? "" : "outbox.not_waiting"),
                      model::to_string(from));
        CHECK(state(message) == (waits ? MessageStatus::queued : from));
    }
    CHECK(send_again(model::MessageId{"none"}) == "outbox.not_waiting");
}

TEST_CASE_FIXTURE(OutboxFixture, "send again goes to the tail of the lane, with a fresh day") {
    const auto first = enqueue("c");
    const auto second = enqueue("c");
    put(first, MessageStatus::unconfirmed);
    store.clock.advance(std::chrono::hours{20});
    REQUIRE(send_again(first) == "");
    CHECK(row(first).position > row(second).position);
    CHECK(row(first).queued_at == store.clock.wall());
    CHECK(sink.deliveries.empty());
}

TEST_CASE_FIXTURE(OutboxFixture,
                  "what is queued moves behind the other lane, in its order; the rest stays") {
    const auto under_way = enqueue("from");
    const auto first = enqueue("from");
    const auto second = enqueue("from");
    const auto there = enqueue("to");
    put(under_way, MessageStatus::dispatching);
    store.write([](store::Transaction& tx) {
        whatsapp::move_lane(tx, {model::ConversationId{"from"}, model::ConversationId{"to"}});
    });
    CHECK(row(under_way).conversation == model::ConversationId{"from"});
    for (const auto& moved : {first, second})
        CHECK(row(moved).conversation == model::ConversationId{"to"});
    CHECK(row(there).position < row(first).position);
    CHECK(row(first).position < row(second).position);
}

TEST_CASE_FIXTURE(OutboxFixture, "leave it ends an unconfirmed message as failed, and no other") {
    for (const auto from : all_states) {
        const auto message = enqueue("c");
        put(message, from);
        const bool waits = from == MessageStatus::unconfirmed;
        CHECK(leave(message) == (waits ? "" : "outbox.not_waiting"));
        CHECK(state(message) == (waits ? MessageStatus::failed : from));
        if (waits) CHECK(row(message).error->code == "outbox.left");
    }
}

TEST_CASE_FIXTURE(OutboxFixture, "only a queued message can be cancelled") {
    for (const auto from : all_states) {
        const auto message = enqueue("c");
        put(message, from);
        const bool may = from == MessageStatus::queued;
        CHECK(cancel(message) == (may ? "" : "outbox.under_way"));
        CHECK(state(message) == (may ? MessageStatus::cancelled : from));
    }
}
