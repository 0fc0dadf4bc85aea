#include "net/http/head_scan.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace net::http {
namespace {

constexpr std::size_t method_length_max = 32;
constexpr std::size_t content_length_digits_max = 15;  // a petabyte, and far from overflowing

using CharacterSet = std::array<bool, 256>;

constexpr CharacterSet token_characters = [] {
    CharacterSet set{};
    for (char c = '0'; c <= '9'; ++c) set[static_cast<unsigned char>(c)] = true;
    for (char c = 'a'; c <= 'z'; ++c) set[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) set[static_cast<unsigned char>(c)] = true;
    for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
        set[static_cast<unsigned char>(c)] = true;
    return set;
}();

// What a field's value is made of: tab, space, visible characters, and bytes beyond ASCII.
constexpr CharacterSet value_characters = [] {
    CharacterSet set{};
    for (std::size_t c = ' '; c < set.size(); ++c) set[c] = c != 0x7F;
    set['\t'] = true;
    return set;
}();

bool all_in(std::string_view text, const CharacterSet& set) {
    return std::ranges::all_of(text, [&](char c) { return set[static_cast<unsigned char>(c)]; });
}

bool is_token(std::string_view text) {
    return !text.empty() && all_in(text, token_characters);
}

// uri-host [":" port] (RFC 9110 §7.2), loosely: no blank, no path, no user.
bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c > ' ' && c < 0x7F &&
               std::string_view("/\\?#@\"<>^`{|},").find(c) == std::string_view::npos;
    });
}

// What of the fields decides where the message ends and whether it is well-formed.
struct Fields {
    int count = 0;
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
};

std::optional<Refusal> fault_in_field(std::string_view line, bool is_http_11, Fields& fields) {
    if (line.front() == ' ' || line.front() == '\t') return Refusal{400, "folded_field"};
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
        return Refusal{400, "field_name"};
    const auto name = line.substr(0, colon);
    if (!all_in(line.substr(colon + 1), value_characters)) return Refusal{400, "field_value"};
    const auto value = core::trim(line.substr(colon + 1));

    if (static_cast<std::size_t>(++fields.count) > head_fields_max)
        return Refusal{431, "too_many_fields"};
    // Most fields are none of these: their lengths say so.
    switch (name.size()) {
        case 4:
            if (!core::equals_ignoring_case(name, "Host")) break;
            if (++fields.hosts > 1) return Refusal{400, "several_hosts"};
            if (!is_host(value)) return Refusal{400, "host"};
            break;
        case 6:
            if (!core::equals_ignoring_case(name, "Expect")) break;
            if (!core::equals_ignoring_case(value, "100-continue"))
                return Refusal{417, "expectation"};
            break;
        case 14:
            if (!core::equals_ignoring_case(name, "Content-Length")) break;
            if (++fields.lengths > 1) return Refusal{400, "several_content_lengths"};
            if (value.size() > content_length_digits_max || !core::parse_integer(value))
                return Refusal{400, "content_length"};
            break;
        case 17:
            if (!core::equals_ignoring_case(name, "Transfer-Encoding")) break;
            if (++fields.codings > 1 || !is_http_11) return Refusal{400, "transfer_encoding"};
            if (!core::equals_ignoring_case(value, "chunked"))
                return Refusal{501, "transfer_encoding"};
            break;
        default: break;
    }
    return std::nullopt;
}

std::optional<Refusal> fault_in_request_line(std::string_view line, bool& is_http_11) {
    const auto first = line.find(' ');
    const auto method = line.substr(0, first);
    if (first == std::string_view::npos || method.size() > method_length_max || !is_token(method))
        return Refusal{400, "method"};
    const auto rest = line.substr(first + 1);
    const auto second = rest.find(' ');
    const auto target = rest.substr(0, second);
    if (second == std::string_view::npos || target.empty() ||
        !std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7F; }))
        return Refusal{400, "target"};
    const auto version = rest.substr(second + 1);
    is_http_11 = version == "HTTP/1.1";
    if (is_http_11 || version == "HTTP/1.0") return std::nullopt;
    const bool is_a_version = version.size() == 8 && version.starts_with("HTTP/") &&
                              version[5] >= '0' && version[5] <= '9' && version[6] == '.';
    return is_a_version ? Refusal{505, "version"} : Refusal{400, "version"};
}

}  // namespace

bool is_token_character(char c) {
    return token_characters[static_cast<unsigned char>(c)];
}

bool has_bare_lf(std::string_view text, std::size_t from) {
    for (auto at = text.find('\n', from); at != std::string_view::npos;
         at = text.find('\n', at + 1))
        if (at == 0 || text[at - 1] != '\r') return true;
    return false;
}

std::optional<Refusal> fault_in_head(std::string_view head) {
    Fields fields;
    bool is_http_11 = false;
    bool is_request_line = true;
    while (!head.empty()) {
        const auto end = head.find('\n');
        if (end == std::string_view::npos || end == 0 || head[end - 1] != '\r')
            return Refusal{400, "line_ending"};
        const auto line = head.substr(0, end - 1);
        head.remove_prefix(end + 1);
        // A CR inside a line is a control character there, and so is refused with the others.
        std::optional<Refusal> fault;
        if (is_request_line)
            fault = fault_in_request_line(line, is_http_11);
        else if (!line.empty())
            fault = fault_in_field(line, is_http_11, fields);
        if (fault) return fault;
        is_request_line = false;
    }
    if (is_http_11 && fields.hosts == 0) return Refusal{400, "no_host"};
    if (fields.lengths > 0 && fields.codings > 0) return Refusal{400, "length_and_coding"};
    return std::nullopt;
}

}  // namespace net::http
