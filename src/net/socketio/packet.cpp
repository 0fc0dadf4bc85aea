#include "net/socketio/packet.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace net::socketio {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_binary(PacketType type) {
    return type == PacketType::binary_event || type == PacketType::binary_ack;
}

// Names that the library keeps for itself (socket.io-parser, RESERVED_EVENTS).
bool is_reserved(std::string_view event) {
    constexpr std::array<std::string_view, 6> names{
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"};
    return std::ranges::find(names, event) != names.end();
}

bool is_event(const json::value& data) {
    const auto* array = data.if_array();
    if (!array || array->empty()) return false;
    const auto* name = array->front().if_string();
    return name && !is_reserved({name->data(), name->size()});
}

bool payload_fits(PacketType type, const std::optional<json::value>& data) {
    switch (type) {
        case PacketType::connect: return !data || data->is_object();
        case PacketType::disconnect: return !data;
        case PacketType::connect_error: return data && (data->is_string() || data->is_object());
        case PacketType::event:
        case PacketType::binary_event: return data && is_event(*data);
        case PacketType::ack:
        case PacketType::binary_ack: return data && data->is_array();
    }
    return false;
}

// The number at the start of `text`, which loses its digits; absent where it is too large.
template <class Number>
std::optional<Number> take_number(std::string_view& text) {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return fault == std::errc{} ? std::optional(number) : std::nullopt;
}

std::optional<PacketFault> take_attachments(std::string_view& text, PacketHeader& header) {
    if (text.empty() || !is_digit(text.front())) return PacketFault::attachments;
    const auto count = take_number<std::uint32_t>(text);
    if (text.empty() || text.front() != '-') return PacketFault::attachments;
    text.remove_prefix(1);
    if (!count || *count > attachments_max) return PacketFault::too_many_attachments;
    header.attachments = *count;
    return std::nullopt;
}

void take_namespace(std::string_view& text, PacketHeader& header) {
    header.namespace_name = "/";
    if (text.empty() || text.front() != '/') return;
    const auto comma = text.find(',');  // without one the namespace is all there is
    header.namespace_name = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
}

// The number of a placeholder object; absent for any other value.
std::optional<std::size_t> placeholder_number(const json::value& value) {
    const auto* object = value.if_object();
    if (!object) return std::nullopt;
    const auto* mark = object->if_contains("_placeholder");
    const auto* number = object->if_contains("num");
    if (!mark || !mark->is_bool() || !mark->get_bool() || !number) return std::nullopt;
    const auto* index = number->if_int64();
    if (!index || *index < 0) return SIZE_MAX;
    return static_cast<std::size_t>(*index);
}

EncodedPacket encode(PacketHeader header, const json::array& payload,
                     const std::vector<std::string>& attachments) {
    header.attachments = attachments.size();
    EncodedPacket packet;
    const auto add = [&packet](Frame frame) {
        packet.bytes += frame->size();
        packet.frames.push_back(std::move(frame));
    };
    add(ws::encode_frame(ws::Opcode::text, encode_packet(header, json::serialize(payload))));
    for (const auto& bytes : attachments) add(ws::encode_frame(ws::Opcode::binary, bytes));
    return packet;
}

}  // namespace

std::string_view to_string(PacketFault fault) {
    switch (fault) {
        case PacketFault::unknown_type: return "unknown_type";
        case PacketFault::attachments: return "attachments";
        case PacketFault::too_many_attachments: return "too_many_attachments";
        case PacketFault::id: return "id";
        case PacketFault::malformed_json: return "malformed_json";
        case PacketFault::payload: return "payload";
    }
    return "";
}

std::optional<PacketFault> parse_packet(std::string_view text, Packet& packet) {
    packet = Packet{};
    if (text.empty() || text.front() < '0' || text.front() > '6') return PacketFault::unknown_type;
    packet.header.type = static_cast<PacketType>(text.front() - '0');
    text.remove_prefix(1);
    if (is_binary(packet.header.type))
        if (const auto fault = take_attachments(text, packet.header)) return fault;
    take_namespace(text, packet.header);
    if (!text.empty() && is_digit(text.front())) {
        packet.header.id = take_number<std::uint64_t>(text);
        if (!packet.header.id) return PacketFault::id;
    }
    if (!text.empty()) {
        auto data = core::parse_json(text);
        if (!data) return PacketFault::malformed_json;
        packet.data = std::move(*data);
    }
    if (!payload_fits(packet.header.type, packet.data)) return PacketFault::payload;
    const bool is_ack =
        packet.header.type == PacketType::ack || packet.header.type == PacketType::binary_ack;
    if (is_ack && !packet.header.id) return PacketFault::id;
    if (is_binary(packet.header.type) &&
        !placeholders_are_valid(*packet.data, packet.header.attachments))
        return PacketFault::attachments;
    return std::nullopt;
}

std::string encode_packet(const PacketHeader& header, std::string_view payload) {
    std::string out;
    out.reserve(payload.size() + header.namespace_name.size() + 24);
    out += static_cast<char>(EnginePacket::message);
    auto type = header.type;
    if (header.attachments != 0 && type == PacketType::event) type = PacketType::binary_event;
    if (header.attachments != 0 && type == PacketType::ack) type = PacketType::binary_ack;
    out += static_cast<char>('0' + static_cast<int>(type));
    if (is_binary(type)) out.append(std::to_string(header.attachments)).append("-");
    if (header.namespace_name != "/") out.append(header.namespace_name).append(",");
    if (header.id) out += std::to_string(*header.id);
    out.append(payload);
    return out;
}

const json::value& Arguments::at(std::size_t index) const {
    static const json::value none;
    return index < values.size() ? values[index] : none;
}

const std::string* Arguments::bytes(const json::value& value) const {
    if (attachments.empty()) return nullptr;
    const auto number = placeholder_number(value);
    return number && *number < attachments.size() ? &attachments[*number] : nullptr;
}

json::value Arguments::add_bytes(std::string bytes) {
    attachments.push_back(std::move(bytes));
    return json::object{{"_placeholder", true}, {"num", attachments.size() - 1}};
}

EncodedPacket encode_event(std::string_view namespace_name, std::string_view event,
                           const Arguments& arguments, std::optional<std::uint64_t> id) {
    json::array payload;
    payload.reserve(arguments.values.size() + 1);
    payload.emplace_back(json::string_view(event.data(), event.size()));
    payload.insert(payload.end(), arguments.values.begin(), arguments.values.end());
    return encode({PacketType::event, namespace_name, id}, payload, arguments.attachments);
}

EncodedPacket encode_ack(std::string_view namespace_name, std::uint64_t id,
                         const Arguments& arguments) {
    return encode({PacketType::ack, namespace_name, id}, arguments.values, arguments.attachments);
}

Frame encode_event_text(std::string_view namespace_name, std::string_view array) {
    return ws::encode_frame(ws::Opcode::text,
                            encode_packet({PacketType::event, namespace_name}, array));
}

bool placeholders_are_valid(const json::value& value, std::size_t attachments) {
    if (const auto number = placeholder_number(value)) return *number < attachments;
    if (const auto* array = value.if_array())
        return std::ranges::all_of(*array, [attachments](const json::value& item) {
            return placeholders_are_valid(item, attachments);
        });
    if (const auto* object = value.if_object())
        return std::ranges::all_of(*object, [attachments](const auto& member) {
            return placeholders_are_valid(member.value(), attachments);
        });
    return true;
}

}  // namespace net::socketio
