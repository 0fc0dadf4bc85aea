#include "net/http/target.hpp"

#include "core/text.hpp"

namespace net::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decoded_or_raw(std::string_view text) {
    auto decoded = core::decode_percent(text);
    return decoded ? std::move(*decoded) : std::string(text);
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> query;
    if (text.empty()) return query;
    for (const auto part : core::split(text, '&')) {
        if (part.empty()) continue;
        const auto equals = part.find('=');
        const auto value =
            equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
        query.emplace_back(decoded_or_raw(part.substr(0, equals)), decoded_or_raw(value));
    }
    return query;
}

// The path and the query of the absolute form, which proxies send.
std::string_view without_authority(std::string_view target) {
    const auto scheme = target.find("://");
    if (target.starts_with('/') || scheme == std::string_view::npos) return target;
    const auto slash = target.find('/', scheme + 3);
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

}  // namespace

std::optional<std::string> decode_path(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string_view raw_path_of(std::string_view target) {
    const auto local = without_authority(target);
    return local.substr(0, local.find_first_of("?#"));
}

std::optional<Target> parse_target(std::string_view target) {
    const auto local = without_authority(target);
    if (local != "*" && !local.starts_with('/')) return std::nullopt;
    Target out;
    out.raw_path = raw_path_of(target);
    auto path = decode_path(out.raw_path);
    if (!path || path->find('\0') != std::string::npos) return std::nullopt;
    out.path = std::move(*path);
    auto rest = local.substr(out.raw_path.size());
    if (rest.starts_with('?')) out.query = parse_query(rest.substr(1, rest.find('#') - 1));
    return out;
}

}  // namespace net::http
