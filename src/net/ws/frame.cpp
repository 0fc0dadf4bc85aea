#include "net/ws/frame.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

namespace net::ws {
namespace {

constexpr unsigned final_bit = 0x80, mask_bit = 0x80;

void append_header(std::string& out, unsigned first, std::size_t length, unsigned mask) {
    const auto byte = [&out](unsigned value) { out.push_back(static_cast<char>(value)); };
    byte(first);
    if (length < 126) {
        byte(mask | static_cast<unsigned>(length));
        return;
    }
    const bool fits_16_bits = length <= 0xFFFF;
    byte(mask | (fits_16_bits ? 126U : 127U));
    for (int shift = fits_16_bits ? 8 : 56; shift >= 0; shift -= 8)
        byte(static_cast<unsigned>(std::uint64_t{length} >> shift) & 0xFFU);
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
    append_header(out, final_bit | static_cast<unsigned>(opcode), payload.size(), 0);
    out.append(payload);
}

Frame encode_frame(Opcode opcode, std::string_view payload) {
    std::string bytes;
    bytes.reserve(frame_header_bytes_max + payload.size());
    append_frame(bytes, opcode, payload);
    return std::make_shared<const std::string>(std::move(bytes));
}

Frame encode_close(CloseCode code, std::string_view reason) {
    const auto number = static_cast<std::uint16_t>(code);
    std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
    payload.append(reason.substr(0, control_payload_bytes_max - payload.size()));
    return encode_frame(Opcode::close, payload);
}

void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload,
                         const MaskingKey& key, bool final) {
    append_header(out, (final ? final_bit : 0U) | static_cast<unsigned>(opcode), payload.size(),
                  mask_bit);
    for (const auto byte : key) out.push_back(static_cast<char>(byte));
    const auto start = out.size();
    out.resize(start + payload.size());
    apply_mask(key, payload, out.data() + start);
}

void apply_mask(const MaskingKey& key, std::string_view from, char* to) {
    std::uint64_t mask = 0;
    std::memcpy(&mask, key.data(), 4);
    std::memcpy(reinterpret_cast<char*>(&mask) + 4, key.data(), 4);
    std::size_t i = 0;
    for (; i + 8 <= from.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, from.data() + i, 8);
        word ^= mask;
        std::memcpy(to + i, &word, 8);
    }
    for (; i < from.size(); ++i)
        to[i] = static_cast<char>(static_cast<std::uint8_t>(from[i]) ^ key[i % 4]);
}

bool may_close_with(std::uint16_t code) {
    // 1004, 1005, 1006 and 1015 never stand in a frame; 1012 to 1014 were registered after the RFC.
    if (code >= 1000 && code <= 1014) return code < 1004 || code > 1006;
    return code >= 3000 && code <= 4999;
}

}  // namespace net::ws
