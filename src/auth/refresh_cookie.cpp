#include "auth/refresh_cookie.hpp"

#include "auth/sessions.hpp"

namespace auth {

std::string_view refresh_cookie_name(const net::http::Request& request) {
    return request.secure ? "__Host-chasqui_refresh" : "chasqui_refresh";
}

std::string refresh_cookie(const net::http::Request& request, std::string_view token) {
    const auto age =
        token.empty()
            ? 0
            : std::chrono::duration_cast<std::chrono::seconds>(refresh_token_life).count();
    std::string cookie(refresh_cookie_name(request));
    cookie += '=';
    cookie += token;
    cookie += "; Path=/; Max-Age=" + std::to_string(age) + "; HttpOnly; SameSite=Strict";
    if (request.secure) cookie += "; Secure";
    return cookie;
}

std::string_view refresh_token_of(const net::http::Request& request) {
    return request.cookie(refresh_cookie_name(request));
}

bool may_sign_in_from(const net::http::Request& request) {
    return request.secure || request.from_loopback();
}

}  // namespace auth
