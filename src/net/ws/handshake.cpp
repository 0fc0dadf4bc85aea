#include "net/ws/handshake.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <openssl/evp.h>

#include "core/check.hpp"
#include "core/text.hpp"
#include "net/http/cors.hpp"

namespace net::ws {
namespace {

constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t key_characters = 24;  // 16 bytes in base64

bool names_token(std::string_view list, std::string_view token) {
    return std::ranges::any_of(core::split(list, ','), [token](std::string_view part) {
        return core::equals_ignoring_case(core::trim(part), token);
    });
}

bool is_key(std::string_view key) {
    const auto is_base64 = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '+' || c == '/';
    };
    return key.size() == key_characters && key.ends_with("==") &&
           std::ranges::all_of(key.substr(0, key_characters - 2), is_base64);
}

}  // namespace

std::optional<HandshakeFault> handshake_fault(const http::Request& request,
                                              const std::vector<std::string>& allowed_origins) {
    if (!names_token(request.header("Upgrade"), "websocket") ||
        !names_token(request.header("Connection"), "upgrade"))
        return HandshakeFault::not_an_upgrade;
    if (request.method != "GET") return HandshakeFault::malformed;
    if (request.header("Sec-WebSocket-Version") != "13") return HandshakeFault::unsupported_version;
    if (!is_key(request.header("Sec-WebSocket-Key"))) return HandshakeFault::malformed;
    if (!http::origin_is_ours(request, allowed_origins)) return HandshakeFault::foreign_origin;
    return std::nullopt;
}

std::string accept_handshake(const http::Request& request) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           accept_key(request.header("Sec-WebSocket-Key")) + "\r\n\r\n";
}

http::Response refuse_handshake(HandshakeFault fault) {
    const auto answer = [](int status, std::string text, std::vector<http::Header> headers = {}) {
        headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
        return http::Response{
            .status = status, .headers = std::move(headers), .body = std::move(text)};
    };
    switch (fault) {
        case HandshakeFault::not_an_upgrade:
            return answer(426, "This address speaks WebSocket.\n",
                          {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}});
        case HandshakeFault::unsupported_version:
            return answer(426, "WebSocket version 13 is spoken here.\n",
                          {{"Upgrade", "websocket"},
                           {"Connection", "Upgrade"},
                           {"Sec-WebSocket-Version", "13"}});
        case HandshakeFault::foreign_origin:
            return answer(403, "This page's origin is not allowed here.\n");
        case HandshakeFault::malformed: break;
    }
    return answer(400, "This is no WebSocket handshake.\n");
}

std::string accept_key(std::string_view key) {
    const std::string text = std::string(key).append(guid);
    std::array<std::byte, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const int done =
        EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()),
                   &length, EVP_sha1(), nullptr);
    core::check(done == 1, "SHA-1 of a short text succeeds");
    return core::to_base64(std::span(digest).first(length));
}

}  // namespace net::ws
