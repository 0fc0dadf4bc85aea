#include "inbox/replies.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "inbox/cases.hpp"
#include "inbox/contacts_store.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/deliveries.hpp"
#include "inbox/events.hpp"
#include "inbox/intake.hpp"
#include "inbox/messages_store.hpp"
#include "whatsapp/outbox.hpp"

namespace inbox {
namespace {

// Line breaks and tabs are words' layout; what else is below the space, or DEL, is no text: a phone
// shows nothing for it, and Meta refuses some of it.
bool is_forbidden_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7F;
}

std::optional<core::Error> fault_in(const Reply& reply) {
    using core::Kind;
    if (core::trim(reply.text).empty()) return core::Error{Kind::invalid, "inbox.empty_text"};
    if (core::count_characters(reply.text) > text_characters_max)
        return core::Error{Kind::invalid, "inbox.text_too_long", {{"max", text_characters_max}}};
    if (std::ranges::any_of(reply.text, is_forbidden_control))
        return core::Error{Kind::invalid, "inbox.control_characters"};
    const auto& client_id = reply.client_id.text();
    if (client_id.empty() || core::count_characters(client_id) > client_id_characters_max)
        return core::Error{Kind::invalid, "inbox.client_id", {{"max", client_id_characters_max}}};
    return std::nullopt;
}

model::Message make_message(store::Transaction& tx, const Reply& reply,
                            const model::ConversationId& conversation, core::WallTime now) {
    model::Message message;
    message.id = model::MessageId{tx.new_id()};
    message.conversation = conversation;
    message.client_id = reply.client_id;
    message.direction = model::Direction::outbound;
    message.type = "text";
    message.text = reply.text;
    message.status = model::MessageStatus::queued;
    message.author = reply.author;
    message.sort_at = now;
    message.created_at = now;
    return message;
}

core::Result<> hand_over(store::Transaction& tx, const model::Message& message,
                         const model::Conversation& conversation) {
    const auto contact = find_contact(tx, conversation.contact.id);
    const auto to = contact ? contact->identities() : model::Identities{};
    if (to.empty()) return core::Error{core::Kind::conflict, "inbox.no_address"};
    return whatsapp::enqueue(
        tx, {message.id, conversation.id, conversation.number, to, message.text.value()});
}

}  // namespace

core::Result<model::Message> queue_reply(store::Transaction& tx, const Reply& reply,
                                         core::WallTime now) {
    if (auto fault = fault_in(reply)) return *fault;

    auto conversation = find_conversation(tx, reply.conversation);
    if (!conversation) return core::Error{core::Kind::not_found, "inbox.not_found"};
    // A repeated request comes before any rule that time may have changed.
    if (auto stored = find_by_client_id(tx, conversation->id, reply.client_id)) {
        if (stored->text == reply.text) return *stored;
        return core::Error{core::Kind::unprocessable, "inbox.client_id_reused"};
    }
    const auto made = make_message(tx, reply, conversation->id, now);
    if (auto fault = why_not_sendable(made, *conversation, now)) return *fault;

    insert_message(tx, made, {.number = conversation->number, .sender = {}});
    if (auto handed = hand_over(tx, made, *conversation); !handed) return handed.error();

    // Read again: with the author's name.
    const auto message = find_message(tx, made.id).value();
    note_last_message(*conversation, message);
    conversation->updated_at = now;
    note_answer(tx, *conversation);
    save_conversation(tx, *conversation);
    announce_message(tx, events::new_message, message, *conversation);
    announce_conversation(tx, *conversation);
    return message;
}

}  // namespace inbox
