#include "inbox/intake.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/json_text.hpp"
#include "inbox/cases.hpp"
#include "inbox/contacts.hpp"
#include "inbox/contacts_store.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/events.hpp"
#include "inbox/messages_store.hpp"

namespace inbox {
namespace {

model::Conversation make_conversation(store::Transaction& tx, const Parties& parties) {
    model::Conversation conversation;
    conversation.id = model::ConversationId{tx.new_id()};
    conversation.number = parties.number;
    conversation.contact = find_contact(tx, parties.contact)->shown;
    conversation.updated_at = tx.now();
    insert_conversation(tx, conversation);
    return conversation;
}

// The message as WhatsApp gives it: an object with the type's content under its name, and what
// stands beside it. A text's body is the message's text, and not repeated.
std::string content_of(const whatsapp::InboundMessage& inbound) {
    core::JsonObject json;
    if (inbound.type != "text") json.raw(inbound.type, inbound.content);
    auto content = json.take();
    if (inbound.extra.size() <= 2) return content;  // "{}"
    if (content.size() == 2) return inbound.extra;
    content.back() = ',';
    return content.append(inbound.extra, 1);
}

model::Message make_message(store::Transaction& tx, const whatsapp::InboundMessage& inbound,
                            const model::ConversationId& conversation) {
    model::Message message;
    message.id = model::MessageId{tx.new_id()};
    message.conversation = conversation;
    message.direction = inbound.echo ? model::Direction::outbound : model::Direction::inbound;
    message.status = inbound.echo ? model::MessageStatus::sent : model::MessageStatus::received;
    message.type = inbound.type;
    message.text = inbound.text;
    message.content = content_of(inbound);
    message.wamid = inbound.wamid;
    message.sort_at = std::min(inbound.at, tx.now());
    message.created_at = tx.now();
    return message;
}

void count_in(store::Transaction& tx, model::Conversation& conversation,
              const model::Message& message) {
    note_last_message(conversation, message);
    conversation.updated_at = tx.now();
    if (!wants_answer(message.type)) return;
    if (message.direction == model::Direction::outbound) return note_answer(tx, conversation);
    ++conversation.unread;
    conversation.waiting_since =
        std::min(conversation.waiting_since.value_or(message.sort_at), message.sort_at);
    // Only what was written opens the window for sure; nothing says so of a call.
    if (message.type != "call")
        conversation.last_inbound_at =
            std::max(conversation.last_inbound_at.value_or(message.sort_at), message.sort_at);
    open_case(tx, conversation);
}

// Contacts that look different now show so in all their conversations; `told` has been announced.
void announce_contacts(store::Transaction& tx, const ChangedContacts& changed,
                       const model::ConversationId& told) {
    for (const auto& contact : changed) {
        for (const auto& id : conversations_of(tx, contact)) {
            if (id != told) announce_conversation(tx, *find_conversation(tx, id));
        }
    }
}

}  // namespace

bool wants_answer(std::string_view type) {
    constexpr std::array<std::string_view, 5> quiet{"reaction", "edit", "revoke", "system",
                                                    "request_welcome"};
    return std::find(quiet.begin(), quiet.end(), type) == quiet.end();
}

void note_last_message(model::Conversation& conversation, const model::Message& message) {
    const auto& last = conversation.last_message;
    if (last && std::tie(last->sort_at, last->id) > std::tie(message.sort_at, message.id)) return;
    conversation.last_message = message;
}

void take_message(store::Transaction& tx, const whatsapp::InboundMessage& inbound) {
    if (has_wamid(tx, inbound.number, inbound.wamid)) return;

    ChangedContacts changed;
    const Sender sender{inbound.from, inbound.name, inbound.username,
                        std::min(inbound.at, tx.now())};
    const bool is_group = !inbound.group.empty();
    const auto group = is_group ? take_group(tx, inbound.group) : model::ContactId{};
    const bool has_sender = !is_group || !inbound.from.empty();
    const auto writer = has_sender ? take_contact(tx, sender, changed) : model::ContactId{};

    const Parties parties{inbound.number, is_group ? group : writer};
    auto conversation = find_conversation(tx, parties);
    if (!conversation) conversation = make_conversation(tx, parties);

    const auto message = make_message(tx, inbound, conversation->id);
    insert_message(tx, message,
                   {.number = inbound.number,
                    .sender = is_group ? writer : model::ContactId{},
                    .reply_to_wamid = inbound.reply_to_wamid,
                    .about_wamid = inbound.about_wamid});
    count_in(tx, *conversation, message);
    save_conversation(tx, *conversation);
    announce_message(tx, events::new_message, message, *conversation);
    announce_conversation(tx, *conversation);
    announce_contacts(tx, changed, conversation->id);
}

void take_identity_change(store::Transaction& tx, const whatsapp::IdentityChange& change) {
    ChangedContacts changed;
    rename_contact(tx, {change.before, change.after}, changed);
    announce_contacts(tx, changed, model::ConversationId{});
}

}  // namespace inbox
