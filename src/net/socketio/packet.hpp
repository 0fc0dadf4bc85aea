#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "net/ws/frame.hpp"

// Packets of Engine.IO 4 and Socket.IO 5, without a socket.
namespace net::socketio {

namespace json = boost::json;

// Engine.IO 4: the first character of a text message. A binary message has none.
enum class EnginePacket : char {
    open = '0',
    close = '1',
    ping = '2',
    pong = '3',
    message = '4',
    upgrade = '5',
    noop = '6',
};

enum class PacketType : std::uint8_t {
    connect,
    disconnect,
    event,
    ack,
    connect_error,
    binary_event,
    binary_ack,
};

// What stands before the JSON of a Socket.IO packet.
struct PacketHeader {
    PacketType type = PacketType::event;
    std::string_view namespace_name = "/";
    std::optional<std::uint64_t> id = std::nullopt;  // asks for an acknowledgement, or is one
    std::size_t attachments = 0;                     // binary frames that follow
};

struct Packet {
    PacketHeader header;
    std::optional<json::value> data;
};

enum class PacketFault : std::uint8_t {
    unknown_type,
    attachments,           // no number, or a number that is not followed by '-'
    too_many_attachments,  // more than attachments_max
    id,                    // beyond 2^64
    malformed_json,        // or deeper than core::json_depth_max
    payload,               // JSON that this type does not carry
};
std::string_view to_string(PacketFault fault);

inline constexpr std::size_t attachments_max = 10;

// Reads what follows the '4' of an Engine.IO message. `packet.header` refers to `text`.
std::optional<PacketFault> parse_packet(std::string_view text, Packet& packet);

// The Engine.IO message: "4", the header and the JSON text, if any.
std::string encode_packet(const PacketHeader& header, std::string_view payload = {});

// Arguments of an event or an acknowledgement. Bytes stand beside the JSON; their place in it is
// held by {"_placeholder":true,"num":N}.
class Arguments {
public:
    Arguments() = default;
    Arguments(json::array items) : values(std::move(items)) {}

    std::size_t size() const { return values.size(); }
    // A null where there are not so many.
    const json::value& at(std::size_t index) const;
    // The bytes that the value stands for; absent where it stands for itself.
    const std::string* bytes(const json::value& value) const;
    // Adds bytes, and returns the value that stands for them.
    json::value add_bytes(std::string bytes);

    json::array values;
    std::vector<std::string> attachments;
};

// An event or acknowledgement as it goes out: encoded once for all its readers.
struct EncodedPacket {
    std::vector<Frame> frames;
    std::size_t bytes = 0;
};
EncodedPacket encode_event(std::string_view namespace_name, std::string_view event,
                           const Arguments& arguments,
                           std::optional<std::uint64_t> id = std::nullopt);
EncodedPacket encode_ack(std::string_view namespace_name, std::uint64_t id,
                         const Arguments& arguments);
// `array` is JSON text already: ["name",…].
Frame encode_event_text(std::string_view namespace_name, std::string_view array);

// Whether every placeholder of the value names one of `attachments` frames.
bool placeholders_are_valid(const json::value& value, std::size_t attachments);

}  // namespace net::socketio
