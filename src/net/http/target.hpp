#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net::http {

// A request target in its parts (RFC 9112 §3.2): "/a%20b?c=d", "http://host/a%20b?c=d" or "*".
struct Target {
    std::string_view raw_path;                               // still encoded: "/a%20b", or "*"
    std::string path;                                        // decoded
    std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
};

// Absent where it is none of these, an escape of the path is broken, or the path has a NUL. Of the
// query, what cannot be decoded stays as it is.
std::optional<Target> parse_target(std::string_view target);

// The path of a target, still encoded.
std::string_view raw_path_of(std::string_view target);
// Decodes escapes in a path, where '+' is itself. Absent where one is broken.
std::optional<std::string> decode_path(std::string_view text);

}  // namespace net::http
