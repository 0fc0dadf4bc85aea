#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http/message.hpp"

// The opening handshake (RFC 6455 §4.2), as a server.
namespace net::ws {

// Why a request does not become a WebSocket.
enum class HandshakeFault {
    not_an_upgrade,       // an ordinary request
    malformed,            // no GET, or a key that is not 16 bytes in base64
    unsupported_version,  // another one than 13; the answer names ours
    foreign_origin,       // a page of another site
};

// Absent: the request may be upgraded. `allowed_origins` are whole origins
// ("https://inbox.example"), taken beside the request's own host; an absent Origin (no browser) is
// taken.
std::optional<HandshakeFault> handshake_fault(const http::Request& request,
                                              const std::vector<std::string>& allowed_origins);

// The head of the 101 answer; what follows it are frames.
std::string accept_handshake(const http::Request& request);
// 400, 403, or 426 with Sec-WebSocket-Version.
http::Response refuse_handshake(HandshakeFault fault);

// base64(SHA-1(key + GUID)), §4.2.2.
std::string accept_key(std::string_view key);

}  // namespace net::ws
