#include "auth/refresh_cookie.hpp"

#include "auth/sessions.hpp"
#include "core/text.hpp"
#include "net/address.hpp"

namespace auth {
namespace {

// "localhost:8080", "127.0.0.1", "[::1]:8080"
bool names_this_machine(std::string_view host) {
    if (const auto colon = host.rfind(':');
        colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    const auto address = net::Address::parse(host);
    return core::equals_ignoring_case(host, "localhost") || (address && address->is_loopback());
}

}  // namespace

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

// A forwarding field that no trusted proxy wrote is void, as if the client had not sent it. Yet a
// proxy on this machine that nobody named in TRUSTED_PROXIES looks the same: only where the page,
// too, is asked of this machine itself can it be none that opens the door to others.
bool may_sign_in_from(const net::http::Request& request) {
    if (request.secure || request.from_loopback()) return true;
    const auto client = net::Address::parse(request.client);
    return request.peer.is_loopback() && client && client->is_loopback() &&
           names_this_machine(request.header("Host"));
}

}  // namespace auth
