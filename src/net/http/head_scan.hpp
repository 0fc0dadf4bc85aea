#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace net::http {

// Why a request is not served: it is answered with this status, and the connection is closed.
struct Refusal {
    int status;
    std::string_view reason;  // a constant: for the log and the metric
};

constexpr std::size_t head_bytes_max = 16 * 1024;
constexpr std::size_t head_fields_max = 64;

// Looks at the raw bytes of a head, from the request line to the empty line, before a parser sees
// them: parsers forgive what a second parser on the way (a proxy) may read otherwise, and that
// difference is what request smuggling lives on. Refused are (RFC 9112):
//   a line that ends in a bare LF, a bare CR anywhere (§2.2), a folded field (§5.2), control
//   characters (RFC 9110 §5.5), a name that is no token or has a blank before its colon (§5.1)
//   anything but "METHOD SP TARGET SP HTTP/1.0|1.1" (§3)
//   no Host in HTTP/1.1, several, or one that is no host (§3.2)
//   Content-Length twice, or not a plain number (§6.3); with Transfer-Encoding (§6.1)
//   a transfer coding other than chunked, one in HTTP/1.0, an expectation that we do not know
//   more than head_fields_max fields
std::optional<Refusal> fault_in_head(std::string_view head);

// Whether a line that ends at or after `from` does so in LF without CR: a head of such lines may
// never end.
bool has_bare_lf(std::string_view text, std::size_t from);
// A character of a token (RFC 9110 §5.6.2).
bool is_token_character(char c);

}  // namespace net::http
