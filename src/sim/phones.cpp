#include "sim/phones.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/graph_error.hpp"

namespace sim {
namespace {

namespace json = boost::json;

std::string seconds(core::WallTime at) {
    return std::to_string(core::to_epoch_ms(at) / 1000);
}

// Since 2025-07 each message has a price; within the window it is a free service message.
json::object pricing() {
    return {{"billable", false},
            {"pricing_model", "PMP"},
            {"category", "service"},
            {"type", "free_customer_service"}};
}

}  // namespace

Writing plain_text(std::string text) {
    Writing writing;
    writing.content = json::object{{"body", text}};
    writing.text = std::move(text);
    return writing;
}

json::object Phones::contact_of(const Customer& customer) const {
    json::object profile{{"name", customer.name}};
    if (!customer.username.empty()) profile["username"] = customer.username;
    json::object contact;
    contact["profile"] = std::move(profile);
    if (!customer.wa_id.empty()) contact["wa_id"] = customer.wa_id;
    contact["user_id"] = customer.user_id;
    return contact;
}

std::string Phones::write(Customer& customer, std::size_t number, Writing writing) {
    auto& conversation = parts_.conversations.of(number, customer.index);
    const auto now = parts_.clock.wall();
    const auto wamid = parts_.ids.wamid(customer.handle(), Side::customer);

    json::object payload;
    if (!writing.quoted.empty()) {
        const auto quoted = parts_.conversations.find_message(writing.quoted);
        const bool own = quoted && quoted.line->side == Side::customer;
        json::object context{{"id", writing.quoted}};
        if (!own)
            context["from"] = parts_.webhooks.numbers()[number].digits;
        else if (!customer.wa_id.empty())
            context["from"] = customer.wa_id;
        payload["context"] = std::move(context);
    }
    if (!customer.wa_id.empty()) payload["from"] = customer.wa_id;
    payload["from_user_id"] = customer.user_id;
    payload["id"] = wamid;
    payload["timestamp"] = seconds(now);
    payload["type"] = writing.type;
    payload[writing.type] = writing.content;
    for (const auto& [name, value] : writing.besides) payload[name] = value;

    Line line;
    line.wamid = wamid;
    line.type = writing.type;
    line.text = std::move(writing.text);
    line.content = std::move(writing.content);
    line.quoted = std::move(writing.quoted);
    line.at = now;
    conversation.last_inbound_at = now;
    parts_.conversations.append(conversation, std::move(line));

    WebhookItem item;
    item.number = number;
    item.recipient = customer.handle();
    item.wamid = wamid;
    item.contact = contact_of(customer);
    item.payload = std::move(payload);
    parts_.webhooks.add(std::move(item));
    return wamid;
}

void Phones::deliver(Conversation& conversation, Shipment shipment) {
    const auto& habits = parts_.customers.all()[conversation.customer].habits;
    const core::Milliseconds leaves{30 + static_cast<int>(parts_.random.below(120))};
    if (shipment.fails_with) {
        parts_.agenda.add(leaves, [this, number = conversation.number,
                                   customer = conversation.customer, shipment] {
            const auto found = parts_.conversations.find_message(shipment.wamid);
            if (found) {
                found.line->progress = Progress::failed;
                parts_.conversations.touch(*found.conversation);
            }
            send_status(number, parts_.customers.all()[customer], shipment, Progress::failed);
        });
        return;
    }
    // With the chat open on the phone there is no `delivered`, only `read`.
    const bool chat_is_open = habits.receipts && parts_.random.below(20) == 0;
    parts_.agenda.add(
        leaves, [this, shipment] { advance_to(shipment.wamid, shipment.opaque, Progress::sent); });
    const auto arrives = leaves + habits.delivery;
    if (!chat_is_open)
        parts_.agenda.add(arrives, [this, shipment] {
            advance_to(shipment.wamid, shipment.opaque, Progress::delivered);
        });
    const bool played = is_played && is_played(conversation.customer);
    if (unread_.size() < unread_max) unread_[shipment.wamid] = shipment.opaque;
    if (played) return;
    const auto seen = arrives + (chat_is_open ? core::Milliseconds{100} : habits.reading);
    parts_.agenda.add(seen, [this, shipment] { see(shipment.wamid, shipment.opaque); });
}

void Phones::see(const std::string& wamid, const std::string& opaque) {
    if (unread_.erase(wamid) == 0) return;  // looked at already
    const auto found = parts_.conversations.find_message(wamid);
    if (!found) return;
    if (parts_.customers.all()[found.conversation->customer].habits.receipts)
        advance_to(wamid, opaque, Progress::read);
    if (on_seen) on_seen(*found.conversation, *found.line);
}

void Phones::look_at(Conversation& conversation) {
    std::vector<std::pair<std::string, std::string>> waiting;
    for (const auto& line : conversation.lines) {
        const auto unread = unread_.find(line.wamid);
        const bool has_come = line.progress >= Progress::sent && line.progress != Progress::failed;
        if (unread != unread_.end() && has_come) waiting.emplace_back(*unread);
    }
    for (const auto& [wamid, opaque] : waiting) see(wamid, opaque);
}

void Phones::advance_to(const std::string& wamid, const std::string& opaque, Progress progress) {
    const auto found = parts_.conversations.find_message(wamid);
    if (!found) return;  // so many lines have come since that this one is forgotten
    found.line->progress = std::max(found.line->progress, progress);
    parts_.conversations.touch(*found.conversation);
    // Reactions have no delivered or read.
    if (found.line->type == "reaction" && progress != Progress::sent) return;
    send_status(found.conversation->number, parts_.customers.all()[found.conversation->customer],
                {wamid, opaque, std::nullopt}, progress);
}

json::object Phones::status_payload(const Shipment& shipment, Progress progress) const {
    json::object payload;
    payload["id"] = shipment.wamid;
    payload["status"] = to_string(progress);
    payload["timestamp"] = seconds(parts_.clock.wall());
    if (!shipment.opaque.empty()) payload["biz_opaque_callback_data"] = shipment.opaque;
    if (progress == Progress::failed)
        payload["errors"] = json::array(1, webhook_error(shipment.fails_with.value_or(131000)));
    else if (progress != Progress::read)
        payload["pricing"] = pricing();
    return payload;
}

void Phones::send_status(std::size_t number, const Customer& customer, const Shipment& shipment,
                         Progress progress) {
    WebhookItem item;
    item.kind = WebhookItem::Kind::status;
    item.number = number;
    item.recipient = customer.handle();
    item.wamid = shipment.wamid;
    item.status = to_string(progress);
    item.payload = status_payload(shipment, progress);
    if (!customer.wa_id.empty()) item.payload["recipient_id"] = customer.wa_id;
    item.payload["recipient_user_id"] = customer.user_id;
    if (progress != Progress::failed) item.contact = contact_of(customer);
    parts_.webhooks.add(std::move(item));
}

void Phones::deliver_to_nobody(std::size_t number, std::string digits, Shipment shipment) {
    shipment.fails_with = shipment.fails_with.value_or(131026);
    parts_.agenda.add(core::Milliseconds{300}, [this, number, digits, shipment] {
        WebhookItem item;
        item.kind = WebhookItem::Kind::status;
        item.number = number;
        item.recipient = digits;
        item.wamid = shipment.wamid;
        item.status = to_string(Progress::failed);
        item.payload = status_payload(shipment, Progress::failed);
        const bool is_user_id = digits.find('.') != std::string::npos;
        item.payload[is_user_id ? "recipient_user_id" : "recipient_id"] = digits;
        parts_.webhooks.add(std::move(item));
    });
}

}  // namespace sim
