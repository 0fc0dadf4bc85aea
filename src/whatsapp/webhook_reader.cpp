#include "whatsapp/webhook_reader.hpp"

#include <algorithm>
#include <utility>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "whatsapp/json_tree.hpp"
#include "whatsapp/message_reader.hpp"

namespace whatsapp {
namespace {

std::string digest_of(std::string_view bytes) {
    return core::to_hex(core::sha256(bytes));
}

// Where an item stands: everything that its neighbours share.
struct Place {
    JsonTree::Value entry;
    JsonTree::Value change;
    std::string field;
    JsonTree::Value value() const { return change["value"]; }
};

std::string change_key(const Place& place) {
    std::string parts(place.entry["id"].text());
    parts += '\n';
    parts += place.entry["time"].text();
    parts += '\n';
    parts += place.field;
    parts += '\n';
    parts += place.value().to_json();
    return "c|" + digest_of(parts);
}

WebhookItem item_at(const Place& place) {
    const auto metadata = place.value()["metadata"];
    WebhookItem item;
    item.account = place.entry["id"].text();
    item.number = model::NumberId{metadata["phone_number_id"].string()};
    item.number_display = metadata["display_phone_number"].text();
    return item;
}

// The key of a message or a status that has all its parts; else it is dead, and known by its bytes.
void identify(WebhookItem& item, const Place& place, std::string key) {
    item.key = std::move(key);
    if (item.fault.empty()) return;
    item.raw = item.raw.empty() ? place.value().to_json() : item.raw;
    item.key = "d|" + digest_of(item.account + '\n' + item.kind + '\n' + item.raw);
    item.effect = std::monostate{};
}

// Its effect is the message; dead, and kept raw, where a part of its name is missing.
void become_message(WebhookItem& item, const Place& place, const MessageSource& source,
                    InboundMessage message) {
    if (item.number.empty()) item.fault = "webhook.number_missing";
    if (message.wamid.empty()) item.fault = "webhook.id_missing";
    if (message.from.empty() && message.group.empty()) item.fault = "webhook.sender_missing";
    if (!item.fault.empty()) item.raw = source.message.to_json();
    auto key = "m|" + item.number.text() + '|' + message.wamid;
    item.effect = std::move(message);
    identify(item, place, std::move(key));
}

WebhookItem message_item(const Place& place, const MessageSource& source, core::WallTime now) {
    auto item = item_at(place);
    auto message = read_message(source, now);
    item.kind = source.echo ? "echo" : "message";
    item.detail = message.type;
    if (message.type == "system")
        item.identity_change = read_identity_change(message, source.message["system"]);
    become_message(item, place, source, std::move(message));
    return item;
}

// In a group each participant has a status of the same message.
std::string_view recipient_of(JsonTree::Value status) {
    for (const auto* field : {"recipient_participant_id", "recipient_participant_user_id",
                              "recipient_id", "recipient_user_id"})
        if (const auto recipient = status[field].text(); !recipient.empty()) return recipient;
    return {};
}

std::optional<StatusUpdate> status_of(JsonTree::Value source, core::WallTime now) {
    const auto status = model::parse_message_status(source["status"].text());
    // Statuses that Meta tells; the rest (deleted, warning, and what is yet to come) is recorded.
    if (!status ||
        model::status_rank(*status) <= model::status_rank(model::MessageStatus::accepted))
        return std::nullopt;
    StatusUpdate update;
    update.wamid = source["id"].text();
    update.attempt = model::AttemptId{source["biz_opaque_callback_data"].string()};
    update.status = *status;
    update.at = read_time(source["timestamp"], now);
    if (*status == model::MessageStatus::failed) update.error = read_error(source["errors"]);
    return update;
}

WebhookItem status_item(const Place& place, JsonTree::Value source, core::WallTime now) {
    auto item = item_at(place);
    const auto wamid = source["id"].text();
    const auto status = source["status"].text();
    item.kind = "status";
    item.detail = word(status);
    item.raw = source.to_json();
    if (auto update = status_of(source, now)) item.effect = std::move(*update);
    if (item.number.empty()) item.fault = "webhook.number_missing";
    if (wamid.empty() || status.empty()) item.fault = "webhook.id_missing";
    auto key = "s|" + item.number.text() + '|';
    key += wamid;
    key += '|';
    key += status;
    key += '|';
    key += recipient_of(source);
    identify(item, place, std::move(key));
    return item;
}

// What happened, for the list: where it stands differs from field to field.
std::string event_of(JsonTree::Value value) {
    for (const auto* name : {"event", "decision", "entity_type"})
        if (const auto event = value[name].text(); !event.empty()) return word(event);
    struct Listed {
        std::string_view array;
        std::string_view member;
    };
    for (const auto& [array, member] :
         {Listed{"calls", "event"}, Listed{"statuses", "status"},
          Listed{"user_preferences", "value"}, Listed{"groups", "type"},
          Listed{"state_sync", "action"}, Listed{"errors", "code"}})
        for (const auto element : value[array])
            if (const auto event = element[member].text(); !event.empty()) return word(event);
    return "";
}

WebhookItem change_item(const Place& place, std::string kind) {
    auto item = item_at(place);
    item.kind = std::move(kind);
    item.detail = event_of(place.value());
    item.raw = place.value().to_json();
    item.key = change_key(place);
    if (item.kind.empty()) {
        item.kind = "body";
        item.raw = place.change ? place.change.to_json() : place.entry.to_json();
        item.key = "d|" + digest_of(item.raw);
        item.fault = "webhook.unknown_shape";
    }
    return item;
}

using Items = std::vector<WebhookItem>;

// One more than is taken, so that the body is seen to hold too many.
bool full(const Items& items) {
    return items.size() > webhook_items_max;
}

void read_messages_field(const Place& place, core::WallTime now, Items& items) {
    const auto value = place.value();
    const auto before = items.size();
    for (const auto message : value["messages"])
        if (!full(items)) items.push_back(message_item(place, {message, value, false}, now));
    for (const auto status : value["statuses"])
        if (!full(items)) items.push_back(status_item(place, status, now));
    const bool has_errors = !value["errors"].empty();
    if (has_errors || items.size() == before)
        items.push_back(change_item(place, has_errors ? "errors" : place.field));
}

void read_echoes_field(const Place& place, core::WallTime now, Items& items) {
    const auto value = place.value();
    for (const auto echo : value["message_echoes"])
        if (!full(items)) items.push_back(message_item(place, {echo, value, true}, now));
    if (value["message_echoes"].empty()) items.push_back(change_item(place, place.field));
}

void read_calls_field(const Place& place, core::WallTime now, Items& items) {
    const auto value = place.value();
    bool all_are_messages = !value["calls"].empty();
    for (const auto call : value["calls"]) {
        const MessageSource source{call, value, false};
        auto message = read_ended_call(source, now);
        if (!message || full(items)) {
            all_are_messages = false;
            continue;
        }
        auto item = item_at(place);
        item.kind = place.field;
        item.detail = word(call["event"].text());
        become_message(item, place, source, std::move(*message));
        items.push_back(std::move(item));
    }
    if (!all_are_messages) items.push_back(change_item(place, place.field));
}

void read_change(const Place& place, core::WallTime now, Items& items) {
    if (place.field == "messages") {
        read_messages_field(place, now, items);
    } else if (place.field == "smb_message_echoes" || place.field == "message_echoes") {
        read_echoes_field(place, now, items);
    } else if (place.field == "calls") {
        read_calls_field(place, now, items);
    } else {
        items.push_back(change_item(place, place.field));
    }
}

Items dead_body(std::string_view body, std::string_view fault) {
    WebhookItem item;
    item.key = "b|" + digest_of(body);
    item.kind = "body";
    item.fault = fault;
    Items items;
    items.push_back(std::move(item));
    return items;
}

}  // namespace

std::vector<WebhookItem> read_webhook(std::string_view body, core::WallTime now) {
    const auto tree = JsonTree::parse(body);
    if (!tree) return dead_body(body, tree.error().code);
    Items items;
    for (const auto entry : tree->root()["entry"]) {
        if (entry["changes"].empty()) items.push_back(change_item({entry, {}, ""}, ""));
        for (const auto change : entry["changes"]) {
            read_change({entry, change, word(change["field"].text())}, now, items);
            if (full(items)) return dead_body(body, "webhook.too_many_items");
        }
    }
    if (items.empty()) return dead_body(body, "webhook.unknown_shape");
    return items;
}

std::optional<StatusUpdate> read_status(std::string_view raw, core::WallTime now) {
    const auto tree = JsonTree::parse(raw);
    if (!tree) return std::nullopt;
    return status_of(tree->root(), now);
}

}  // namespace whatsapp
