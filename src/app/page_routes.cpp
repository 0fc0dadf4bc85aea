#include "app/page_routes.hpp"

#include <memory>

#include "app/web_assets.hpp"
#include "net/http/static_files.hpp"

namespace app {
namespace {

using net::http::Request;
using net::http::Response;
using net::http::StaticFiles;

// No inline script or style, no other origin, and nobody may frame the page. Trusted Types: no
// string becomes HTML.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action "
    "'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

net::Frame frame_of(std::string_view bytes) {
    return bytes.empty() ? nullptr : std::make_shared<const std::string>(bytes);
}

std::vector<net::http::StaticFile> files_of_binary() {
    std::vector<net::http::StaticFile> files;
    for (const auto& asset : web_assets())
        files.push_back({.path = std::string(asset.path),
                         .content_type = std::string(asset.content_type),
                         .etag = std::string(asset.etag),
                         .identity = std::make_shared<const std::string>(asset.bytes),
                         .gzip = frame_of(asset.gzip),
                         .brotli = frame_of(asset.brotli),
                         .immutable = net::http::has_hashed_name(asset.path)});
    return files;
}

Response answer(const StaticFiles& files, const Request& request) {
    if (!files.empty()) return files.answer(request);
    if (request.path.starts_with("/api/"))
        return net::http::failure(request, {core::Kind::not_found, "kind.not_found"});
    return net::http::plain_text(
        404, "This binary was built without the page. Build it with: cmake --preset release\n");
}

}  // namespace

net::Route page_route() {
    const auto files = std::make_shared<const StaticFiles>(
        files_of_binary(),
        net::http::StaticOptions{
            .content_security_policy = content_security_policy,
            .not_page = {"/api/", "/socket.io/", "/webhooks/", "/_sim/", "/_graph/"}});
    return {net::Method::get,
            "/*",
            model::Permission::everyone,
            [files](const Request& request, const model::Principal&) {
                return core::ready_task(answer(*files, request));
            },
            {.summary = "The page.", .query = {}}};
}

}  // namespace app
