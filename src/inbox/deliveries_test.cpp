#include "inbox/deliveries.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "inbox/assignment.hpp"
#include "inbox/replies.hpp"
#include "inbox/testing.hpp"

using namespace std::chrono_literals;
using inbox::InboxFixture;
using model::MessageStatus;
using Names = std::vector<std::string>;

namespace {

struct DeliveriesFixture : InboxFixture {
    model::MessageId message = reply("Hello").value().id;
    DeliveriesFixture() { new_events(); }

    model::Message stored() { return messages_of(conversation_id).back(); }
    std::string forbidden() {
        return write([this](store::Transaction& tx) {
            const auto fault = inbox::forbids(tx, {message, conversation_id, number, "text"});
            return fault ? fault->code : "";
        });
    }
    using Choose = core::Result<model::Message> (*)(store::Transaction&,
                                                    const inbox::MessageChoice&);
    core::Result<model::Message> choose(Choose choice) {
        return write([this, choice](store::Transaction& tx) {
            return choice(tx, {conversation_id, message});
        });
    }
    void deliver(const whatsapp::DeliveryChange& change) {
        write([change](store::Transaction& tx) { inbox::take_delivery(tx, change); });
    }
    void take_over() {
        REQUIRE(write([this](store::Transaction& tx) {
                    return inbox::take_over(tx, {conversation_id, eva});
                }).has_value());
        new_events();
    }
};

}  // namespace

TEST_CASE_FIXTURE(DeliveriesFixture,
                  "a delivery shows in the message and in the list, and is told") {
    deliver({message, MessageStatus::accepted, "wamid.1", std::nullopt});
    CHECK(stored().status == MessageStatus::accepted);
    CHECK(stored().wamid == "wamid.1");
    deliver({message, MessageStatus::read, "", std::nullopt});
    CHECK(stored().status == MessageStatus::read);
    CHECK(stored().wamid == "wamid.1");
    CHECK(conversation().last_message->status == MessageStatus::read);
    const auto events = new_events();
    REQUIRE(events.size() == 2);
    CHECK(events[1].name == "message_status_update");
    CHECK(events[1].rooms == model::audience(conversation().scope()));
    CHECK(core::parse_json(events[1].data)->at("message").at("status") == "read");
}

TEST_CASE_FIXTURE(DeliveriesFixture, "a failure keeps its words and Meta's code") {
    const model::MessageError error{"whatsapp.131047", "Re-engagement message", 131047};
    deliver({message, MessageStatus::failed, "wamid.1", error});
    CHECK(stored().error == error);
    CHECK(new_event_names() == Names{"message_failed"});
    deliver({message, MessageStatus::delivered, "wamid.1", std::nullopt});
    CHECK_FALSE(stored().error.has_value());
    CHECK(new_event_names() == Names{"message_status_update"});
}

TEST_CASE_FIXTURE(DeliveriesFixture, "an expired message is told as failed") {
    deliver({message, MessageStatus::expired, "", std::nullopt});
    CHECK(new_event_names() == Names{"message_failed"});
}

TEST_CASE_FIXTURE(DeliveriesFixture, "a delivery of what does not exist is refused") {
    CHECK_THROWS(deliver({model::MessageId{"none"}, MessageStatus::sent, "", std::nullopt}));
}

TEST_CASE_FIXTURE(DeliveriesFixture, "nothing goes out after the window has closed") {
    clock.advance(24h - 1ms);
    CHECK(forbidden() == "");
    clock.advance(1ms);
    CHECK(forbidden() == "inbox.window_closed");
}

TEST_CASE_FIXTURE(DeliveriesFixture, "nothing goes out after it was cancelled") {
    CHECK(choose(inbox::cancel)->status == MessageStatus::cancelled);
    CHECK(new_event_names() == Names{"message_status_update"});
    CHECK(forbidden() == "inbox.cancelled");
    CHECK(queued_texts().empty());
}

TEST_CASE_FIXTURE(DeliveriesFixture, "a message under way cannot be cancelled") {
    outbox_reaches(message, MessageStatus::dispatching);
    const auto fault = choose(inbox::cancel).error();
    CHECK(fault.kind == core::Kind::conflict);
    CHECK(fault.code == "outbox.under_way");
    CHECK(stored().status == MessageStatus::dispatching);
}

TEST_CASE_FIXTURE(DeliveriesFixture,
                  "after a takeover nothing of the bot's goes out, and all of ours") {
    const auto of_eva = message;
    message = write([this](store::Transaction& tx) {
                  return inbox::queue_reply(
                      tx, {conversation_id, {}, model::ClientId{"bot-1"}, "I am a bot"}, tx.now());
              })
                  .value()
                  .id;
    CHECK(forbidden() == "");
    take_over();
    CHECK(forbidden() == "inbox.taken_over");
    message = of_eva;
    CHECK(forbidden() == "");
    const auto refused = write([this](store::Transaction& tx) {
        return inbox::queue_reply(tx, {conversation_id, {}, model::ClientId{"bot-2"}, "Still me"},
                                  tx.now());
    });
    CHECK(refused.error().code == "inbox.taken_over");
}

TEST_CASE_FIXTURE(DeliveriesFixture, "send again queues an unconfirmed message anew") {
    outbox_reaches(message, MessageStatus::unconfirmed);
    CHECK(queued_texts().empty());
    new_events();
    CHECK(choose(inbox::send_again)->status == MessageStatus::queued);
    CHECK(queued_texts() == Names{"Hello"});
    CHECK(new_event_names() == Names{"message_status_update"});
    CHECK(choose(inbox::send_again).error().code == "outbox.not_waiting");
}

TEST_CASE_FIXTURE(DeliveriesFixture, "send again is refused where WhatsApp would refuse it") {
    outbox_reaches(message, MessageStatus::unconfirmed);
    clock.advance(24h);
    CHECK(choose(inbox::send_again).error().code == "inbox.window_closed");
    CHECK(stored().status == MessageStatus::unconfirmed);
}

TEST_CASE_FIXTURE(DeliveriesFixture, "leave it ends an unconfirmed message as failed") {
    CHECK(choose(inbox::leave).error().code == "outbox.not_waiting");
    outbox_reaches(message, MessageStatus::unconfirmed);
    new_events();
    CHECK(choose(inbox::leave)->error->code == "outbox.left");
    CHECK(stored().status == MessageStatus::failed);
    CHECK(new_event_names() == Names{"message_failed"});
}

TEST_CASE_FIXTURE(DeliveriesFixture, "a message of another conversation is not found") {
    receive(text_from({"ES.leo", "", ""}));
    conversation_id = conversation_of_user("ES.leo").id;
    for (const auto choice : {inbox::send_again, inbox::leave, inbox::cancel})
        CHECK(choose(choice).error().code == "inbox.message_not_found");
}
