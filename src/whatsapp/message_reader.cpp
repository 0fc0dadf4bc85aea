#include "whatsapp/message_reader.hpp"

#include <algorithm>
#include <array>
#include <climits>

#include "core/json_text.hpp"
#include "core/text.hpp"

namespace whatsapp {
namespace {

// Cloud API, webhooks, messages: each has its content in a member of its own name.
constexpr std::array<std::string_view, 16> message_types{
    "text",     "image",           "video",    "document",    "audio",  "sticker",
    "location", "contacts",        "reaction", "interactive", "button", "order",
    "system",   "request_welcome", "edit",     "revoke"};

// Which members name the customer: the sender of a message, the addressee of an echo.
struct CustomerFields {
    std::string_view phone;
    std::string_view user;
    std::string_view parent_user;
};
constexpr CustomerFields sender_fields{"from", "from_user_id", "from_parent_user_id"};
constexpr CustomerFields addressee_fields{"to", "to_user_id", "to_parent_user_id"};

std::string digits_of(std::string_view phone) {
    return std::string(phone.starts_with('+') ? phone.substr(1) : phone);
}

// The entry of `contacts` that speaks of the same person. One that contradicts the message is not
// taken: it would give one person's user id to another.
JsonTree::Value contact_of(JsonTree::Value contacts, const model::Identities& person) {
    if (person.empty()) {
        auto first = contacts.begin();
        const bool only_one = first != contacts.end() && ++contacts.begin() == contacts.end();
        return only_one ? *first : JsonTree::Value();
    }
    for (const auto contact : contacts) {
        const auto user = contact["user_id"].text();
        if (!person.user.empty() && !user.empty()) {
            if (user == person.user) return contact;
        } else if (!person.phone.empty() && contact["wa_id"].text() == person.phone) {
            return contact;
        }
    }
    return {};
}

void fill_in(std::string& known, std::string_view told) {
    if (known.empty()) known = told;
}

void read_customer(InboundMessage& message, const MessageSource& source) {
    const auto& fields = source.echo ? addressee_fields : sender_fields;
    message.from.phone = digits_of(source.message[fields.phone].text());
    message.from.user = source.message[fields.user].text();
    message.from.parent_user = source.message[fields.parent_user].text();
    const auto contact = contact_of(source.value["contacts"], message.from);
    fill_in(message.from.phone, contact["wa_id"].text());
    fill_in(message.from.user, contact["user_id"].text());
    fill_in(message.from.parent_user, contact["parent_user_id"].text());
    message.name = contact["profile"]["name"].text();
    message.username = contact["profile"]["username"].text();
}

std::optional<std::string> present(JsonTree::Value text) {
    if (!text) return std::nullopt;
    return text.string();
}

// What a person would read: the text, the caption, the button that was pressed.
std::optional<std::string> readable_text(std::string_view type, JsonTree::Value content) {
    if (type == "text" || type == "system") return present(content["body"]);
    if (type == "image" || type == "video" || type == "document")
        return present(content["caption"]);
    if (type == "button") return present(content["text"]);
    if (type == "interactive") {
        const auto reply = content[content["type"].text()];
        return present(reply["title"]);
    }
    if (type == "edit") {
        const auto edited = content["message"];
        const auto new_type = edited["type"].text();
        if (new_type != "edit") return readable_text(new_type, edited[new_type]);
    }
    return std::nullopt;
}

std::string_view about(std::string_view type, JsonTree::Value content) {
    if (type == "reaction") return content["message_id"].text();
    if (type == "edit" || type == "revoke") return content["original_message_id"].text();
    return {};
}

// What stands beside the content and would be lost without it.
std::string siblings(JsonTree::Value message) {
    std::string out;
    for (const auto* name : {"context", "referral", "identity", "errors"}) {
        const auto part = message[name];
        if (!part) continue;
        out += out.empty() ? "{\"" : ",\"";
        out += name;
        out += "\":";
        out += part.to_json();
    }
    return out.empty() ? "{}" : out + '}';
}

}  // namespace

InboundMessage read_message(const MessageSource& source, core::WallTime now) {
    InboundMessage message;
    const auto type = source.message["type"].text();
    const auto content = source.message[type];
    const bool known = std::ranges::find(message_types, type) != message_types.end();

    message.number = model::NumberId{source.value["metadata"]["phone_number_id"].string()};
    read_customer(message, source);
    message.wamid = source.message["id"].text();
    message.at = read_time(source.message["timestamp"], now);
    message.type = known ? type : "unsupported";
    if (!known) {
        message.content = source.message.to_json();
    } else if (content) {
        message.content = content.to_json();
    }
    message.text = readable_text(message.type, content);
    message.extra = siblings(source.message);
    message.reply_to_wamid = source.message["context"]["id"].text();
    message.about_wamid = about(message.type, content);
    message.group = source.message["group_id"].text();
    message.echo = source.echo;
    return message;
}

std::optional<InboundMessage> read_ended_call(const MessageSource& source, core::WallTime now) {
    const auto& call = source.message;
    if (call["event"].text() != "terminate" || call["direction"].text() != "USER_INITIATED")
        return std::nullopt;
    InboundMessage message;
    message.number = model::NumberId{source.value["metadata"]["phone_number_id"].string()};
    read_customer(message, source);
    message.wamid = call["id"].text();
    message.at = read_time(call["timestamp"], now);
    message.type = "call";
    message.content = call.to_json();
    if (const auto errors = source.value["errors"]; !errors.empty())
        message.extra = core::JsonObject().raw("errors", errors.to_json()).take();
    return message;
}

std::optional<IdentityChange> read_identity_change(const InboundMessage& message,
                                                   JsonTree::Value system) {
    const auto what = system["type"].text();
    if (what != "user_changed_number" && what != "user_changed_user_id") return std::nullopt;
    IdentityChange change{message.from, message.from};
    if (const auto phone = system["wa_id"].text(); !phone.empty())
        change.after.phone = digits_of(phone);
    if (const auto user = system["user_id"].text(); !user.empty()) {
        // Sources do not say whether the sender is named by the former id or by the new one.
        if (what == "user_changed_user_id" && change.before.user == user)
            change.before.user.clear();
        change.after.user = user;
    }
    if (change.before == change.after || change.before.empty()) return std::nullopt;
    return change;
}

core::WallTime read_time(JsonTree::Value seconds, core::WallTime now) {
    const auto told = seconds.integer();
    const auto now_seconds = core::to_epoch_ms(now) / 1000;
    return told <= 0 || told > now_seconds ? now : core::from_epoch_ms(told * 1000);
}

std::optional<model::MessageError> read_error(JsonTree::Value errors) {
    const auto first = errors.begin();
    if (first == errors.end()) return std::nullopt;
    const auto error = *first;
    const auto code = error["code"].integer();
    model::MessageError read{"whatsapp." + std::to_string(code), "", std::nullopt};
    if (code >= 0 && code <= INT_MAX) read.meta_code = static_cast<int>(code);
    for (const auto text : {error["error_data"]["details"], error["message"], error["title"]})
        fill_in(read.detail, text.text());
    return read;
}

std::string word(std::string_view text) {
    constexpr std::size_t characters_max = 64;
    return std::string(core::first_characters(text, characters_max));
}

}  // namespace whatsapp
