#include "sim/message_request.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/json.hpp"
#include "core/text.hpp"

namespace sim {
namespace {

namespace json = boost::json;

constexpr std::size_t text_characters_max = 4096;
constexpr std::size_t opaque_characters_max = 512;

// The types of the contract's sections 1.2 to 1.5.
constexpr std::array<std::string_view, 12> known_types = {
    "audio", "contacts", "document", "image",    "interactive", "location",
    "pin",   "reaction", "sticker",  "template", "text",        "video"};

std::optional<std::string> text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string{value->get_string()};
}

bool has_text(const json::object& object, std::string_view key) {
    const auto text = text_in(object, key);
    return text && !text->empty();
}

std::optional<GraphError> fault_in_text(const json::object& content) {
    const auto* body = content.if_contains("body");
    if (!body || body->is_null()) return parameter_error("The parameter text['body'] is required.");
    if (!body->is_string()) return parameter_error("Param text['body'] must be a string.");
    const std::string text{body->get_string()};
    if (core::trim(text).empty())
        return graph_error(131008, "Parameter 'text.body' must not be empty");
    if (core::count_characters(text) > text_characters_max)
        return parameter_error("Param text['body'] must be at most 4096 characters long.");
    const auto* preview = content.if_contains("preview_url");
    if (preview && !preview->is_bool())
        return parameter_error("Param text['preview_url'] must be a boolean.");
    return std::nullopt;
}

std::optional<GraphError> fault_in_reaction(const json::object& content) {
    if (!has_text(content, "message_id"))
        return parameter_error("The parameter reaction['message_id'] is required.");
    if (!text_in(content, "emoji"))
        return parameter_error("The parameter reaction['emoji'] is required.");
    return std::nullopt;
}

bool is_coordinate(const json::value* value, double most) {
    if (!value) return false;
    if (value->is_string()) return !value->get_string().empty();
    return value->is_number() && value->to_number<double>() >= -most &&
           value->to_number<double>() <= most;
}

std::optional<GraphError> fault_in_location(const json::object& content) {
    if (!is_coordinate(content.if_contains("latitude"), 90))
        return graph_error(131009, "Parameter 'location.latitude' must be from -90 to 90");
    if (!is_coordinate(content.if_contains("longitude"), 180))
        return graph_error(131009, "Parameter 'location.longitude' must be from -180 to 180");
    return std::nullopt;
}

std::optional<GraphError> fault_in_content(std::string_view type, const json::object& content) {
    if (type == "text") return fault_in_text(content);
    if (type == "reaction") return fault_in_reaction(content);
    if (type == "location") return fault_in_location(content);
    return graph_error(
        131051, "Message type '" + std::string{type} + "' is not supported by this simulator yet");
}

std::optional<GraphError> fault_in_address(const json::object& body, OutgoingMessage& message) {
    const auto kind = text_in(body, "recipient_type").value_or("individual");
    if (kind == "group") return graph_error(131041, "Groups are not known to this simulator");
    if (kind != "individual")
        return parameter_error("Param recipient_type must be one of {INDIVIDUAL, GROUP}.");
    for (const std::string_view key : {"to", "recipient"}) {
        const auto* value = body.if_contains(key);
        if (value && !value->is_null() && !value->is_string())
            return parameter_error("Param " + std::string{key} + " must be a string.");
    }
    message.to = text_in(body, "to").value_or("");
    message.recipient = text_in(body, "recipient").value_or("");
    if (message.input().empty()) return parameter_error("The parameter to is required.");
    return std::nullopt;
}

std::optional<GraphError> read_extras(const json::object& body, OutgoingMessage& message) {
    if (const auto* context = body.if_contains("context")) {
        if (!context->is_object() || !has_text(context->get_object(), "message_id"))
            return parameter_error("The parameter context['message_id'] is required.");
        message.quoted = *text_in(context->get_object(), "message_id");
    }
    if (const auto* opaque = body.if_contains("biz_opaque_callback_data")) {
        if (!opaque->is_string())
            return parameter_error("Param biz_opaque_callback_data must be a string.");
        message.opaque = opaque->get_string();
        if (core::count_characters(message.opaque) > opaque_characters_max)
            return parameter_error(
                "Param biz_opaque_callback_data must be at most 512 characters long.");
    }
    return std::nullopt;
}

std::variant<OutgoingMessage, ReadMark, GraphError> read_message(const json::object& body) {
    OutgoingMessage message;
    if (auto fault = fault_in_address(body, message)) return *fault;
    message.type = text_in(body, "type").value_or("text");
    if (std::ranges::find(known_types, message.type) == known_types.end())
        return parameter_error(
            "Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, "
            "REACTION, STICKER, TEMPLATE, TEXT, VIDEO} - got \"" +
            message.type + "\".");
    const auto* content = body.if_contains(message.type);
    if (!content || !content->is_object())
        return graph_error(131008, "Parameter '" + message.type + "' is mandatory for type '" +
                                       message.type + "'");
    message.content = content->get_object();
    if (auto fault = fault_in_content(message.type, message.content)) return *fault;
    message.text = text_in(message.content, "body").value_or("");
    if (auto fault = read_extras(body, message)) return *fault;
    return message;
}

std::variant<OutgoingMessage, ReadMark, GraphError> read_mark(const json::object& body) {
    if (text_in(body, "status") != "read")
        return parameter_error("Param status must be one of {READ}.");
    if (!has_text(body, "message_id"))
        return parameter_error("The parameter message_id is required.");
    ReadMark mark;
    mark.wamid = *text_in(body, "message_id");
    if (const auto* typing = body.if_contains("typing_indicator")) {
        if (!typing->is_object() || text_in(typing->get_object(), "type") != "text")
            return parameter_error("Param typing_indicator['type'] must be one of {TEXT}.");
        mark.typing = true;
    }
    return mark;
}

}  // namespace

std::variant<OutgoingMessage, ReadMark, GraphError> read_message_request(std::string_view body) {
    const auto parsed = core::parse_json(body);
    if (!parsed || !parsed->is_object()) {
        auto error = parameter_error("Invalid JSON in request body");
        return error;
    }
    const auto& object = parsed->get_object();
    const auto* product = object.if_contains("messaging_product");
    if (!product) return parameter_error("The parameter messaging_product is required.");
    if (text_in(object, "messaging_product") != "whatsapp")
        return parameter_error("Param messaging_product must be one of {WHATSAPP}.");
    return object.contains("status") ? read_mark(object) : read_message(object);
}

}  // namespace sim
