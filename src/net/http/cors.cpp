#include "net/http/cors.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace net::http {
namespace {

constexpr auto preflight_seconds = "7200";  // Chromium's own upper limit

// Host and port of an origin or a Host header; the scheme's own port is left out, as browsers do.
std::string_view without_default_port(std::string_view authority, std::string_view scheme) {
    const std::string_view port = scheme == "https" ? ":443" : ":80";
    if (authority.ends_with(port)) authority.remove_suffix(port.size());
    return authority;
}

}  // namespace

bool origin_is_ours(const Request& request, std::span<const std::string> allowed) {
    const auto origin = request.header("Origin");
    if (origin.empty()) return true;
    if (std::ranges::any_of(allowed, [origin](const std::string& one) {
            return core::equals_ignoring_case(one, origin);
        }))
        return true;
    const auto slashes = origin.find("://");
    if (slashes == std::string_view::npos) return false;  // "null": a sandboxed page or a file
    const auto scheme = core::to_lower_ascii(origin.substr(0, slashes));
    if (scheme != "http" && scheme != "https") return false;
    return core::equals_ignoring_case(without_default_port(origin.substr(slashes + 3), scheme),
                                      without_default_port(request.header("Host"), scheme));
}

bool is_preflight(const Request& request) {
    return request.method == "OPTIONS" && !request.header("Access-Control-Request-Method").empty();
}

Response preflight_answer(const Request& request) {
    Response response{.status = 204, .headers = {}, .body = {}};
    response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    // Any field that the page names: what it may do is decided by its token, not by these.
    if (const auto wanted = request.header("Access-Control-Request-Headers"); !wanted.empty())
        response.headers.emplace_back("Access-Control-Allow-Headers", wanted);
    response.headers.emplace_back("Access-Control-Max-Age", preflight_seconds);
    return response;
}

void allow_origin(Response& response, std::string_view origin) {
    response.headers.emplace_back("Access-Control-Allow-Origin", origin);
    response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
    response.headers.emplace_back("Access-Control-Expose-Headers",
                                  "Chasqui-Sequence, X-Request-Id, Retry-After, RateLimit, "
                                  "RateLimit-Policy");
    response.headers.emplace_back("Vary", "Origin");
}

}  // namespace net::http
