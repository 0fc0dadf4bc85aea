#pragma once

#include <string>
#include <string_view>

#include "net/http/message.hpp"

// The cookie that holds a device's refresh token: for the server's eyes alone, never sent by
// another site, and gone with the session.
namespace auth {

// Over https "__Host-chasqui_refresh", which a browser takes only with Secure, Path=/ and from this
// very host (RFC 6265bis §4.1.3.2). On http://localhost, where Secure cannot be, without both.
std::string_view refresh_cookie_name(const net::http::Request& request);

// The value of Set-Cookie. An empty token takes the cookie away.
std::string refresh_cookie(const net::http::Request& request, std::string_view token);

// The token that came with the request, "" when there is none.
std::string_view refresh_token_of(const net::http::Request& request);

// Whether sign-ins are served here: over https, or straight from this machine. Everywhere else
// passwords and cookies would cross the network for all to read.
bool may_sign_in_from(const net::http::Request& request);

}  // namespace auth
