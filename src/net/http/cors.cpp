#include "net/http/cors.hpp"

namespace net::http {
namespace {

constexpr auto preflight_seconds = "7200";  // Chromium's own upper limit

}  // namespace

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
                                  "Chasqui-Sequence, X-Request-Id, Retry-After");
    response.headers.emplace_back("Vary", "Origin");
}

}  // namespace net::http
