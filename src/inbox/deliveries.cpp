#include "inbox/deliveries.hpp"

#include <stdexcept>

#include "inbox/conversations_store.hpp"
#include "inbox/events.hpp"
#include "inbox/messages_store.hpp"
#include "whatsapp/outbox.hpp"

namespace inbox {
namespace {

using core::Kind;

bool is_of_the_bot(const model::Message& message) {
    return message.author.empty();
}

void store_and_announce(store::Transaction& tx, const model::Message& message) {
    save_delivery(tx, message);
    announce_status(tx, message, find_scope(tx, message.conversation).value());
}

core::Result<model::Message> chosen(store::Transaction& tx, const MessageChoice& choice) {
    auto message = find_message(tx, choice.message);
    const auto conversation = find_conversation(tx, choice.conversation);
    if (!message || !conversation || message->conversation != conversation->id)
        return core::Error{Kind::not_found, "inbox.message_not_found"};
    return std::move(*message);
}

}  // namespace

std::optional<core::Error> why_not_sendable(const model::Message& message,
                                            const model::Conversation& conversation,
                                            core::WallTime now) {
    if (message.status == model::MessageStatus::cancelled)
        return core::Error{Kind::conflict, "inbox.cancelled"};
    if (is_of_the_bot(message) && conversation.mode == model::Mode::takeover)
        return core::Error{
            Kind::conflict, "inbox.taken_over", {{"name", conversation.assignee_name}}};
    if (message.type != "template" && !model::window_is_open(conversation, now))
        return core::Error{Kind::conflict, "inbox.window_closed"};
    return std::nullopt;
}

std::optional<core::Error> forbids(store::Transaction& tx, const whatsapp::Dispatch& dispatch) {
    const auto message = find_message(tx, dispatch.message);
    if (!message) return core::Error{Kind::not_found, "inbox.message_not_found"};
    // The lane may still have the id of a conversation that has become part of another.
    const auto conversation = find_conversation(tx, message->conversation);
    return why_not_sendable(*message, conversation.value(), tx.now());
}

void take_delivery(store::Transaction& tx, const whatsapp::DeliveryChange& change) {
    auto message = find_message(tx, change.message);
    if (!message) throw std::logic_error("a delivery of a message that does not exist");
    message->status = change.status;
    message->error = change.error;
    if (!change.wamid.empty()) message->wamid = change.wamid;
    store_and_announce(tx, *message);
}

core::Result<model::Message> send_again(store::Transaction& tx, const MessageChoice& choice) {
    auto message = chosen(tx, choice);
    if (!message) return message;
    const auto conversation = find_conversation(tx, message->conversation).value();
    if (auto fault = why_not_sendable(*message, conversation, tx.now())) return *fault;
    if (auto queued = whatsapp::send_again(tx, message->id); !queued) return queued.error();
    message->status = model::MessageStatus::queued;
    message->error.reset();
    store_and_announce(tx, *message);
    return message;
}

core::Result<model::Message> leave(store::Transaction& tx, const MessageChoice& choice) {
    auto message = chosen(tx, choice);
    if (!message) return message;
    auto left = whatsapp::leave(tx, message->id);
    if (!left) return left.error();
    message->status = model::MessageStatus::failed;
    message->error = std::move(*left);
    store_and_announce(tx, *message);
    return message;
}

core::Result<model::Message> cancel(store::Transaction& tx, const MessageChoice& choice) {
    auto message = chosen(tx, choice);
    if (!message) return message;
    if (auto cancelled = whatsapp::cancel(tx, message->id); !cancelled) return cancelled.error();
    message->status = model::MessageStatus::cancelled;
    message->error.reset();
    store_and_announce(tx, *message);
    return message;
}

}  // namespace inbox
