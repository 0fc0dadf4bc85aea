#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/loop.hpp"

// WebSocket frames (RFC 6455 §5), without a socket.
namespace net::ws {

enum class Opcode : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};
inline bool is_control(Opcode opcode) {
    return (static_cast<unsigned>(opcode) & 0x8U) != 0;
}

// RFC 6455 §7.4.1; those that we send.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    invalid_payload = 1007,
    policy_violation = 1008,
    too_big = 1009,
    internal_error = 1011,
};

inline constexpr std::size_t control_payload_bytes_max = 125;
inline constexpr std::size_t frame_header_bytes_max = 14;

using MaskingKey = std::array<std::uint8_t, 4>;

// Adds a whole unmasked frame, as a server sends it (§5.1), to `out`.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);
// The same as a frame of its own: encoded once, it serves all readers.
Frame encode_frame(Opcode opcode, std::string_view payload);
// A close frame (§5.5.1); of the reason at most 123 bytes go out.
Frame encode_close(CloseCode code, std::string_view reason = {});
// A masked frame, as a client sends it.
void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload,
                         const MaskingKey& key, bool final = true);

// Masks or unmasks (§5.3), 8 bytes at once; `from` and `to` may be the same bytes.
void apply_mask(const MaskingKey& key, std::string_view from, char* to);

// Whether a close frame may carry this code (§7.4).
bool may_close_with(std::uint16_t code);

}  // namespace net::ws
