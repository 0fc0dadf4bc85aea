#include "whatsapp/delivery.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "whatsapp/lane.hpp"
#include "whatsapp/outbox.hpp"
#include "whatsapp/testing.hpp"

using model::MessageStatus;
using whatsapp::WhatsappFixture;

namespace {

struct DeliveryFixture : WhatsappFixture {
    // The lane's head goes `dispatching`; its attempt.
    model::AttemptId dispatch(const std::string& conversation = "c") {
        return store.write([&](store::Transaction& tx) {
            const auto claim = whatsapp::claim_next(
                tx, model::ConversationId{conversation},
                {sinks, guards, std::chrono::hours{24}, std::chrono::seconds{30}});
            return std::get<whatsapp::Envelope>(claim.next).attempt;
        });
    }
    void end(const model::AttemptId& attempt, const whatsapp::AttemptOutcome& outcome) {
        store.write([&](store::Transaction& tx) {
            whatsapp::Deliveries deliveries(tx, sinks);
            whatsapp::take_outcome(deliveries, attempt, outcome);
        });
    }
    void status(const std::string& name, const std::string& wamid,
                const model::AttemptId& attempt = {}) {
        auto members = R"("id":")" + wamid + R"(","status":")" + name + '"';
        if (!attempt.empty()) members += R"(,"biz_opaque_callback_data":")" + attempt.text() + '"';
        if (name == "failed") members += R"(,"errors":[{"code":131026,"title":"Undeliverable"}])";
        receive(status_body(members));
    }
    core::Result<> again(const model::MessageId& message) {
        return store.write(
            [&](store::Transaction& tx) { return whatsapp::send_again(tx, message); });
    }
    whatsapp::DispatchGuards guards;
};

// What a webhook or the call's end tells, by name.
void tell(DeliveryFixture& fixture, const std::string& event, const model::AttemptId& attempt) {
    if (event == "answer") {
        fixture.end(attempt, whatsapp::Accepted{"wamid.O"});
    } else if (event.starts_with("bare ")) {
        fixture.status(event.substr(5), "wamid.O");
    } else {
        fixture.status(event, "wamid.O", attempt);
    }
}

struct Final {
    MessageStatus state;
    std::string wamid;
    std::optional<model::MessageError> error;
    friend bool operator==(const Final&, const Final&) = default;
};

}  // namespace

TEST_CASE("any permutation and repetition of answer and statuses ends the same (I-8)") {
    const std::vector<std::vector<std::string>> stories{
        {"answer", "sent", "delivered", "read"},
        {"answer", "bare sent", "bare delivered", "bare failed"},
        {"answer", "sent", "failed"},
        {"answer", "bare sent", "delivered", "bare played", "read"},
        {"bare read", "answer"},
        {"bare delivered", "sent", "bare failed"},
    };
    core::SeededRandom random(11);
    for (const auto& story : stories) {
        auto events = story;
        std::sort(events.begin(), events.end());
        std::optional<Final> expected;
        do {
            DeliveryFixture fixture;
            const auto message = fixture.enqueue("c");
            const auto attempt = fixture.dispatch();
            int rank = 0;
            for (std::size_t i = 0; i < events.size(); ++i) {
                tell(fixture, events[i], attempt);
                if (events[i] != "answer") tell(fixture, events[random.below(i + 1)], attempt);
                const int next = model::status_rank(fixture.state(message));
                CHECK(next >= rank);  // never back
                rank = next;
            }
            const auto row = fixture.row(message);
            const Final ended{row.state, row.wamid, row.error};
            if (!expected) expected = ended;
            CHECK_MESSAGE(ended == *expected, events[0] << ", " << events[1] << " …");
        } while (std::next_permutation(events.begin(), events.end()));
        CHECK(expected->wamid == "wamid.O");
    }
}

TEST_CASE("statuses join in Meta's order, where failed stands above sent and below delivered") {
    const auto ended = [](const std::vector<std::string>& events) {
        DeliveryFixture fixture;
        const auto message = fixture.enqueue("c");
        const auto attempt = fixture.dispatch();
        for (const auto& event : events) tell(fixture, event, attempt);
        return fixture.state(message);
    };
    CHECK(ended({"answer"}) == MessageStatus::accepted);
    CHECK(ended({"answer", "sent"}) == MessageStatus::sent);
    CHECK(ended({"failed", "sent"}) == MessageStatus::failed);
    CHECK(ended({"failed", "delivered"}) == MessageStatus::delivered);
    CHECK(ended({"read", "delivered"}) == MessageStatus::read);
    CHECK(ended({"played", "read"}) == MessageStatus::played);
}

TEST_CASE_FIXTURE(DeliveryFixture, "a status before its message's wamid waits, then joins") {
    const auto message = enqueue("c");
    const auto attempt = dispatch();
    status("delivered", "wamid.O");
    CHECK(state(message) == MessageStatus::dispatching);
    CHECK(listed() == std::vector<std::string>{"status.delivered parked"});
    end(attempt, whatsapp::Accepted{"wamid.O"});
    CHECK(state(message) == MessageStatus::delivered);
    CHECK(listed() == std::vector<std::string>{"status.delivered applied"});
    CHECK(sink.deliveries.back().wamid == "wamid.O");
}

TEST_CASE_FIXTURE(DeliveryFixture, "a status of another number's message with that wamid waits") {
    const auto message = enqueue("c");
    end(dispatch(), whatsapp::Accepted{"wamid.O"});
    auto body = status_body(R"("id":"wamid.O","status":"read")");
    body.replace(body.find(number.text()), number.text().size(), "999");
    receive(body);
    CHECK(state(message) == MessageStatus::accepted);
}

TEST_CASE_FIXTURE(DeliveryFixture,
                  "an unconfirmed message is settled by a status with its attempt") {
    const auto message = enqueue("c");
    const auto attempt = dispatch();
    end(attempt, whatsapp::Unconfirmed{});
    CHECK(state(message) == MessageStatus::unconfirmed);
    status("sent", "wamid.O", attempt);
    CHECK(state(message) == MessageStatus::sent);
    CHECK(row(message).wamid == "wamid.O");
    status("read", "wamid.O");  // by the wamid that the first one taught
    CHECK(state(message) == MessageStatus::read);
}

TEST_CASE_FIXTURE(DeliveryFixture,
                  "sent for an earlier attempt cancels a later one that is queued") {
    const auto message = enqueue("c");
    const auto first = dispatch();
    end(first, whatsapp::Unconfirmed{});
    REQUIRE(again(message).has_value());
    CHECK(state(message) == MessageStatus::queued);
    status("sent", "wamid.O", first);
    CHECK(state(message) == MessageStatus::sent);
    store.write([&](store::Transaction& tx) {
        CHECK_FALSE(whatsapp::view_lane(tx, model::ConversationId{"c"}).head.has_value());
    });
}

TEST_CASE_FIXTURE(DeliveryFixture, "a failure of an earlier attempt does not end the later one") {
    const auto message = enqueue("c");
    const auto first = dispatch();
    end(first, whatsapp::Unconfirmed{});
    REQUIRE(again(message).has_value());
    status("failed", "wamid.1", first);
    CHECK(state(message) == MessageStatus::queued);
    const auto second = dispatch();
    end(second, whatsapp::Accepted{"wamid.2"});
    CHECK(state(message) == MessageStatus::accepted);
    CHECK(row(message).wamid == "wamid.2");
    status("delivered", "wamid.1");
    CHECK(state(message) == MessageStatus::delivered);
}

TEST_CASE_FIXTURE(DeliveryFixture, "provably not sent goes back to queued, refused is failed") {
    const auto message = enqueue("c");
    end(dispatch(), whatsapp::NotSent{store.clock.wall()});
    CHECK(state(message) == MessageStatus::queued);
    CHECK(row(message).attempt.empty());
    CHECK(row(message).tries == 1);
    const model::MessageError error{"whatsapp.131026", "Undeliverable", 131026};
    end(dispatch(), whatsapp::Refused{error});
    CHECK(state(message) == MessageStatus::failed);
    CHECK(row(message).error == error);
    CHECK(sink.states_of(message) == std::vector{MessageStatus::dispatching, MessageStatus::queued,
                                                 MessageStatus::dispatching,
                                                 MessageStatus::failed});
}

TEST_CASE_FIXTURE(DeliveryFixture, "an answer that comes after its status changes nothing") {
    const auto message = enqueue("c");
    const auto attempt = dispatch();
    status("delivered", "wamid.O", attempt);
    end(attempt, whatsapp::Unconfirmed{});
    CHECK(state(message) == MessageStatus::delivered);
    end(attempt, whatsapp::NotSent{store.clock.wall()});
    CHECK(state(message) == MessageStatus::delivered);
}

TEST_CASE_FIXTURE(DeliveryFixture,
                  "at start everything dispatching is unconfirmed, and nothing else") {
    const auto under_way = enqueue("a");
    dispatch("a");
    const auto queued = enqueue("b");
    const auto accepted = enqueue("c");
    end(dispatch("c"), whatsapp::Accepted{"wamid.C"});
    store.write([&](store::Transaction& tx) {
        whatsapp::Deliveries deliveries(tx, sinks);
        whatsapp::unconfirm_dispatching(deliveries);
    });
    CHECK(state(under_way) == MessageStatus::unconfirmed);
    CHECK(state(queued) == MessageStatus::queued);
    CHECK(state(accepted) == MessageStatus::accepted);
}

TEST_CASE_FIXTURE(DeliveryFixture, "foreign opaque data is no attempt of ours") {
    const auto message = enqueue("c");
    end(dispatch(), whatsapp::Accepted{"wamid.O"});
    status("read", "wamid.O", model::AttemptId{"campaign-7"});
    CHECK(state(message) == MessageStatus::read);
    status("read", "wamid.other", model::AttemptId{"campaign-7"});
    CHECK(listed() == std::vector<std::string>{"status.read applied", "status.read parked"});
}
