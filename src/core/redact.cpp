#include "core/redact.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "core/uuid.hpp"

namespace core {
namespace {

constexpr std::size_t phone_digits_min = 7;  // ITU-T E.164 has numbers from 7 digits on
constexpr std::size_t token_bytes_min = 20;
constexpr std::size_t uuid_bytes = 36;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_token_byte(char c) {
    return is_digit(c) || is_letter(c) || c == '_' || c == '-';
}
bool is_mail_byte(char c) {
    return is_token_byte(c) || c == '.' || c == '+' || c == '%' || c == '@';
}

template <class Takes>
std::size_t run_length(std::string_view text, Takes takes) {
    const auto* end = std::find_if_not(text.begin(), text.end(), takes);
    return static_cast<std::size_t>(end - text.begin());
}

// "2026-11-24"
bool begins_with_date(std::string_view text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
    for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
        if (!is_digit(text[i])) return false;
    return text.size() == 10 || !is_digit(text[10]);
}

// The run that is a mail address, at the start of the text; 0 where none is.
std::size_t mail_length(std::string_view text) {
    const auto length = run_length(text, is_mail_byte);
    const auto at = text.substr(0, length).find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < length ? length : 0;
}

std::size_t token_length(std::string_view text) {
    const auto length = run_length(text, is_token_byte);
    const auto run = text.substr(0, length);
    if (length < token_bytes_min || is_uuid(run)) return 0;
    const bool mixed = std::ranges::any_of(run, is_digit) && std::ranges::any_of(run, is_letter);
    return mixed ? length : 0;
}

// Digits with what people put between them: "+34 612 (345) 678".
std::size_t phone_length(std::string_view text) {
    std::size_t digits = 0;
    std::size_t end = 0;
    std::size_t between = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_digit(text[i])) {
            ++digits;
            between = 0;
            end = i + 1;
        } else if (std::string_view(" -.()/").find(text[i]) == std::string_view::npos ||
                   ++between > 2) {
            break;
        }
    }
    return digits >= phone_digits_min ? end : 0;
}

// What stands at the start of a text: so many bytes, and what is shown of them ("": all).
struct Piece {
    std::size_t length = 1;
    std::string_view instead = {};
};

// "?a=b" up to the end of the address.
std::size_t query_length(std::string_view text) {
    if (text.front() != '?') return 0;
    const auto query = text.substr(0, text.find_first_of(" \t\n\"'<>)"));
    return query.find('=') == std::string_view::npos ? 0 : query.size();
}

Piece piece_of_word(std::string_view text) {
    if (const auto length = mail_length(text)) return {length, "[email]"};
    if (const auto length = token_length(text)) return {length, "[token]"};
    if (is_uuid(text.substr(0, run_length(text, is_token_byte)))) return {uuid_bytes};
    if (begins_with_date(text)) return {10};
    if (!is_digit(text.front())) return {};
    if (const auto length = phone_length(text)) return {length, "[number]"};
    return {run_length(text, is_digit)};
}

Piece piece_at(std::string_view text, bool word_begins) {
    if (const auto length = query_length(text)) return {length, "?[query]"};
    if (word_begins && is_mail_byte(text.front())) return piece_of_word(text);
    if (!is_digit(text.front())) return {};
    // "tel34612345678": digits that follow letters.
    const auto digits = run_length(text, is_digit);
    if (digits >= phone_digits_min) return {digits, "[number]"};
    return {digits};
}

}  // namespace

std::string redacted(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (bool word_begins = true; !text.empty();) {
        const auto piece = piece_at(text, word_begins);
        out += piece.instead.empty() ? text.substr(0, piece.length) : piece.instead;
        word_begins = !is_token_byte(text[piece.length - 1]);
        text.remove_prefix(piece.length);
    }
    return out;
}

bool is_private_name(std::string_view name) {
    constexpr std::array<std::string_view, 13> parts{
        "password", "token", "secret", "authorization", "cookie", "phone", "email",
        "mail",     "body",  "waid",   "contactname",   "apikey", "draft"};
    constexpr std::array<std::string_view, 6> whole{"text", "content", "to",
                                                    "from", "name",    "caption"};
    const auto plain = to_lower_ascii(name);
    return std::ranges::any_of(parts, [&](auto part) { return plain.find(part) != plain.npos; }) ||
           std::ranges::find(whole, plain) != whole.end();
}

}  // namespace core
