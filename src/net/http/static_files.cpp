#include "net/http/static_files.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace net::http {
namespace {

constexpr std::size_t hash_length = 8;

struct Encoded {
    Frame body;
    std::string_view name;  // "": as it is
};

// Whether Accept-Encoding takes a coding (RFC 9110 §12.5.3): named, and not with q=0.
bool takes(std::string_view accepted, std::string_view coding) {
    for (const auto element : core::split(accepted, ',')) {
        const auto semicolon = element.find(';');
        if (!core::equals_ignoring_case(core::trim(element.substr(0, semicolon)), coding)) continue;
        if (semicolon == std::string_view::npos) return true;
        const auto quality = core::trim(element.substr(semicolon + 1));
        return quality.find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

Encoded best_encoding(const StaticFile& file, std::string_view accepted) {
    if (file.brotli && takes(accepted, "br")) return {file.brotli, "br"};
    if (file.gzip && takes(accepted, "gzip")) return {file.gzip, "gzip"};
    return {file.identity, ""};
}

// If-None-Match (RFC 9110 §13.1.2), by weak comparison: our tags are the same for every encoding.
bool is_known(std::string_view tags, std::string_view etag) {
    if (core::trim(tags) == "*") return true;
    const auto strong = [](std::string_view tag) {
        return tag.starts_with("W/") ? tag.substr(2) : tag;
    };
    return std::ranges::any_of(core::split(tags, ','),
                               [&](auto tag) { return strong(core::trim(tag)) == strong(etag); });
}

bool names_a_file(std::string_view path) {
    return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

}  // namespace

bool has_hashed_name(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dot = name.find('.');
    const auto stem = name.substr(0, dot);
    if (dot == std::string_view::npos || stem.size() <= hash_length) return false;
    if (stem[stem.size() - hash_length - 1] != '-') return false;
    return std::ranges::all_of(stem.substr(stem.size() - hash_length), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '-';
    });
}

StaticFiles::StaticFiles(std::vector<StaticFile> files, StaticOptions options)
    : options_(std::move(options)) {
    for (auto& file : files) {
        auto path = file.path;
        files_.emplace(std::move(path), std::move(file));
    }
}

Response StaticFiles::answer(const Request& request) const {
    if (const auto* file = find(request)) {
        if (request.method == "GET" || request.method == "HEAD") return served(*file, request);
        auto refused = failure(request, {core::Kind::invalid, "http.method_not_allowed"});
        refused.status = 405;
        refused.headers.emplace_back("Allow", "GET, HEAD");
        return refused;
    }
    return failure(request, {core::Kind::not_found, "http.no_such_path"});
}

const StaticFile* StaticFiles::find(const Request& request) const {
    const std::string_view path = request.path;
    if (const auto file = files_.find(path); file != files_.end()) return &file->second;
    const bool is_page = !names_a_file(path) && path.starts_with('/') &&
                         std::ranges::none_of(options_.not_page, [&](const std::string& prefix) {
                             return path.starts_with(prefix);
                         });
    const auto page = is_page ? files_.find(options_.page) : files_.end();
    return page != files_.end() ? &page->second : nullptr;
}

Response StaticFiles::served(const StaticFile& file, const Request& request) const {
    Response response{.status = 200, .headers = {}, .body = {}};
    response.headers.emplace_back("ETag", file.etag);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    response.headers.emplace_back(
        "Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (is_known(request.header("If-None-Match"), file.etag)) {
        response.status = 304;
        return response;
    }
    auto encoded = best_encoding(file, request.header("Accept-Encoding"));
    response.headers.emplace_back("Content-Type", file.content_type);
    if (!encoded.name.empty()) response.headers.emplace_back("Content-Encoding", encoded.name);
    if (file.content_type.starts_with("text/html")) {
        if (!options_.content_security_policy.empty())
            response.headers.emplace_back("Content-Security-Policy",
                                          options_.content_security_policy);
        response.headers.emplace_back("Referrer-Policy", "same-origin");
    }
    response.shared_body = std::move(encoded.body);
    return response;
}

}  // namespace net::http
