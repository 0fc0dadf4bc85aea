#include "inbox/testing.hpp"

#include "core/text.hpp"
#include "inbox/contacts_store.hpp"
#include "inbox/deliveries.hpp"
#include "inbox/messages_store.hpp"
#include "inbox/replies.hpp"
#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/outbox_store.hpp"
#include "whatsapp/secret_box.hpp"

namespace inbox {

EmptyInbox::EmptyInbox() {
    const whatsapp::SecretBox box("master", database.random);
    write([&](store::Transaction& tx) {
        whatsapp::claim_number(tx,
                               {.number = number,
                                .access_token = "token",
                                .account = "102290129340398",
                                .base_url = "http://graph.test",
                                .api_version = "v26.0"},
                               box, {})
            .value();
    });
    add_teams();
    new_events();
}

whatsapp::InboundMessage EmptyInbox::text_from(const model::Identities& from,
                                               const std::string& text) {
    whatsapp::InboundMessage message;
    message.number = number;
    message.from = from;
    message.wamid = "wamid.test" + std::to_string(++last_wamid_);
    message.at = clock.wall();
    message.type = "text";
    message.text = text;
    message.content = R"({"body":")" + text + R"("})";
    return message;
}

void EmptyInbox::receive(const whatsapp::InboundMessage& message) {
    write([message](store::Transaction& tx) { take_message(tx, message); });
}

void EmptyInbox::notice(const model::Identities& before, const model::Identities& after) {
    write([before, after](store::Transaction& tx) { take_identity_change(tx, {before, after}); });
}

model::ContactId EmptyInbox::contact_by_user(const std::string& user) {
    return write([user](store::Transaction& tx) {
        const auto owner = find_identity(tx, {IdentityKind::user, user});
        return owner ? owner->contact : model::ContactId{};
    });
}

model::ContactId EmptyInbox::contact_by_phone(const std::string& phone) {
    return write([phone](store::Transaction& tx) {
        const auto owner = find_identity(tx, {IdentityKind::phone, phone});
        if (!owner || find_contact(tx, owner->contact)->shown.phone != phone)
            return model::ContactId{};
        return owner->contact;
    });
}

model::Conversation EmptyInbox::conversation_of(const model::ContactId& contact) {
    return write([this, contact](store::Transaction& tx) {
        return find_conversation(tx, Parties{number, contact}).value();
    });
}

model::Conversation EmptyInbox::conversation_of_user(const std::string& user) {
    return conversation_of(contact_by_user(user));
}

std::vector<model::Message> EmptyInbox::messages_of(const model::ConversationId& conversation) {
    return write([conversation](store::Transaction& tx) {
        return messages_after(tx, conversation, {core::from_epoch_ms(INT64_MIN), ""}, INT64_MAX);
    });
}

std::vector<model::Event> EmptyInbox::new_events() {
    auto events = database.events();
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(events_seen_));
    events_seen_ += events.size();
    return events;
}

std::vector<std::string> EmptyInbox::new_event_names() {
    std::vector<std::string> names;
    for (const auto& event : new_events()) names.push_back(event.name);
    return names;
}

std::optional<Person> FakePeople::find(store::Transaction&, const model::UserId& id) const {
    for (const auto* name : {"Eva", "Leo", "Max"}) {
        if (core::to_lower_ascii(name) == id.text()) return Person{id, name};
    }
    return std::nullopt;
}

bool FakePeople::has_team(store::Transaction&, const model::TeamId& id) const {
    return id.text() == "sales" || id.text() == "support";
}

InboxFixture::InboxFixture() {
    ana_writes();
    conversation_id = conversation_of_user(ana.user).id;
    new_events();
}

model::Conversation InboxFixture::conversation() {
    return write(
        [this](store::Transaction& tx) { return *find_conversation(tx, conversation_id); });
}

void InboxFixture::ana_writes(const std::string& text) {
    auto message = text_from(ana, text);
    message.name = "Ana Ruiz";
    receive(message);
}

core::Result<model::Message> InboxFixture::reply(const std::string& text,
                                                 const std::string& client_id) {
    const model::ClientId id{client_id.empty() ? "c" + std::to_string(++replies_) : client_id};
    return write([=, this](store::Transaction& tx) {
        note_agent(tx, eva.id, eva.name);
        return queue_reply(tx, {conversation_id, eva.id, id, text}, tx.now());
    });
}

std::vector<std::string> InboxFixture::queued_in_lane(const model::ConversationId& lane) {
    return write([=](store::Transaction& tx) {
        std::vector<std::string> texts;
        for (const auto& message : whatsapp::queued_in_lane(tx, lane))
            texts.push_back(whatsapp::find_row(tx, message)->text);
        return texts;
    });
}

model::Identities InboxFixture::recipient_of(const model::MessageId& message) {
    return write([=](store::Transaction& tx) { return whatsapp::find_row(tx, message)->to; });
}

void InboxFixture::outbox_reaches(const model::MessageId& message, model::MessageStatus state) {
    write([=](store::Transaction& tx) {
        auto row = whatsapp::find_row(tx, message).value();
        row.state = state;
        whatsapp::update_row(tx, row);
        take_delivery(tx, {message, state, row.wamid, std::nullopt});
    });
}

}  // namespace inbox
