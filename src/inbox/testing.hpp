#pragma once

#include <string>
#include <vector>

#include "core/testing.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/intake.hpp"
#include "inbox/people.hpp"
#include "model/conversation.hpp"
#include "model/identities.hpp"
#include "store/testing.hpp"
#include "whatsapp/sinks.hpp"

// What the tests of this room share.
namespace inbox {

// An empty database with one channel number that can send, a FakeClock, and customers who write.
struct EmptyInbox {
    EmptyInbox();
    store::TestDatabase database;
    core::FakeClock& clock = database.clock;
    model::NumberId number{"106540352242922"};

    template <class F>
    auto write(F job) {
        return database.write(std::move(job));
    }
    // A text from this customer, written now, under a fresh wamid; change it before receive().
    whatsapp::InboundMessage text_from(const model::Identities& from,
                                       const std::string& text = "Hola");
    void receive(const whatsapp::InboundMessage& message);
    void notice(const model::Identities& before, const model::Identities& after);

    // Where the identity leads, with a message of its own number alone; empty for nobody.
    model::ContactId contact_by_user(const std::string& user);
    model::ContactId contact_by_phone(const std::string& phone);
    model::Conversation conversation_of(const model::ContactId& contact);
    model::Conversation conversation_of_user(const std::string& user);
    std::vector<model::Message> messages_of(const model::ConversationId& conversation);
    std::int64_t count(const std::string& table);
    std::int64_t unresolved_cases();
    // Each row of what SQLite says of how it would run the statement.
    std::vector<std::string> query_plan(const std::string& sql);
    // Changes a conversation as a rule would.
    template <class F>
    void change(const model::ConversationId& id, F change_it) {
        write([id, change_it](store::Transaction& tx) {
            auto conversation = find_conversation(tx, id).value();
            change_it(conversation);
            save_conversation(tx, conversation);
            save_team(tx, conversation);
        });
    }
    // The events since the last call, and their names.
    std::vector<model::Event> new_events();
    std::vector<std::string> new_event_names();

private:
    void add_teams();  // those of FakePeople
    std::int64_t last_wamid_ = 0;
    std::size_t events_seen_ = 0;
};

// Users Eva, Leo and Max may be assigned, and there are the teams sales and support.
class FakePeople : public People {
public:
    std::optional<Person> find(store::Transaction&, const model::UserId& id) const override;
    bool has_team(store::Transaction&, const model::TeamId& id) const override;
};

// One customer, Ana, who has just written "Hola".
struct InboxFixture : EmptyInbox {
    InboxFixture();
    FakePeople people;
    Person eva{model::UserId{"eva"}, "Eva"};
    Person leo{model::UserId{"leo"}, "Leo"};
    model::Identities ana{"ES.ana", "", "34600111222"};
    model::ConversationId conversation_id;
    model::Conversation conversation();
    void ana_writes(const std::string& text = "Hola");
    // Eva answers.
    core::Result<model::Message> reply(const std::string& text, const std::string& client_id = "");
    // What waits in the outbox, in the order in which it would be sent.
    std::vector<std::string> queued_texts();
    std::vector<std::string> queued_in_lane(const model::ConversationId& lane);
    model::Identities recipient_of(const model::MessageId& message);
    // The outbox's row and the message's copy, as whatsapp changes both.
    void outbox_reaches(const model::MessageId& message, model::MessageStatus state);

private:
    int replies_ = 0;
};

}  // namespace inbox
