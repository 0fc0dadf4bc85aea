#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "store/testing.hpp"
#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/intake.hpp"
#include "whatsapp/outbox_store.hpp"
#include "whatsapp/secret_box.hpp"
#include "whatsapp/sinks.hpp"
#include "whatsapp/webhook_reader.hpp"

// Test doubles of the rooms above, and a database with a channel number.
namespace whatsapp {

// Keeps what it was told in the order of telling. What a transaction undoes stays here: ask the
// database for what stands.
class RecordingSink : public InboundSink {
public:
    void take_message(store::Transaction& tx, const InboundMessage& message) override;
    void take_identity_change(store::Transaction& tx, const IdentityChange& change) override;
    void take_delivery(store::Transaction& tx, const DeliveryChange& change) override;
    void take_number(store::Transaction& tx, const model::NumberId& number) override;

    std::vector<model::MessageStatus> states_of(const model::MessageId& message) const;

    std::vector<InboundMessage> messages;
    std::vector<IdentityChange> changes;
    std::vector<DeliveryChange> deliveries;
    std::vector<model::NumberId> numbers;
    // What the sink does before it keeps a message: throws, to refuse it.
    std::function<void(store::Transaction&, const InboundMessage&)> on_message;
};

// Forbids the messages that it is told to.
class ListedGuard : public DispatchGuard {
public:
    std::optional<core::Error> forbids(store::Transaction& tx, const Dispatch& dispatch) override;

    std::set<model::MessageId> forbidden;
    std::vector<Dispatch> asked;
};

// An empty database with one claimed number, and the bodies of webhooks to fill it.
struct WhatsappFixture {
    WhatsappFixture();

    // A body as Meta would send it, taken in as the route does.
    IntakeSummary receive(const std::string& body);
    // One change of field `messages`; `members` are those of its value beside metadata.
    static std::string messages_body(const std::string& members);
    static std::string text_body(const std::string& wamid, const std::string& text = "Hola");
    static std::string status_body(const std::string& members);

    // Queues a text in the lane; returns its id.
    model::MessageId enqueue(const std::string& conversation, const std::string& text = "Hola");
    OutboxRow row(const model::MessageId& message);
    model::MessageStatus state(const model::MessageId& message) { return row(message).state; }
    // Every item as "kind.detail state", ordered; "×n" where there are several.
    std::vector<std::string> listed();

    static inline const model::NumberId number{"106540352242922"};

    store::TestDatabase store;
    RecordingSink sink;
    InboundSinks sinks{sink};
    SecretBox box{"master", store.random};
    Intake intake{sinks, "1.0.0"};
    int messages_made = 0;
};

}  // namespace whatsapp
