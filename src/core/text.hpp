#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

bool is_valid_utf8(std::string_view text);
// How many bytes the well-formed character at the front has (RFC 3629 §4); 0 where there is none.
std::size_t utf8_length(std::string_view text);
// Code points in valid UTF-8.
std::size_t count_characters(std::string_view text);
// The first `count` code points of valid UTF-8.
std::string_view first_characters(std::string_view text, std::size_t count);

std::string to_lower_ascii(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII only
std::string_view trim(std::string_view text);                       // spaces, tabs, CR, LF
std::vector<std::string_view> split(std::string_view text, char separator);
// The whole text as a decimal number without sign; absent when it is none, or beyond 2^63 - 1.
std::optional<std::int64_t> parse_integer(std::string_view text);

std::string to_hex(std::span<const std::byte> bytes);  // lower case
std::optional<std::vector<std::byte>> from_hex(std::string_view text);
std::string to_base64url(std::span<const std::byte> bytes);  // without padding (RFC 4648 §5)
std::optional<std::vector<std::byte>> from_base64url(std::string_view text);
std::string to_base64(std::span<const std::byte> bytes);  // with padding (RFC 4648 §4)

inline std::span<const std::byte> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// Percent-decoding as in query strings: '+' is a space. Absent when an escape is broken.
std::optional<std::string> decode_percent(std::string_view text);

}  // namespace core
