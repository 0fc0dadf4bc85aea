#include "net/ws/handshake.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace net::ws {
namespace {

http::Request upgrade() {
    http::Request request;
    request.method = "GET";
    request.target = request.path = "/socket.io/";
    request.headers = {{"Host", "inbox.example"},
                       {"upgrade", "WebSocket"},
                       {"Connection", "keep-alive, Upgrade"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                       {"Sec-WebSocket-Version", "13"}};
    return request;
}

http::Request with(std::string name, std::string value) {
    auto request = upgrade();
    std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
    if (!value.empty()) request.headers.emplace_back(std::move(name), std::move(value));
    return request;
}

TEST_CASE("the RFC's key is accepted with the RFC's answer") {
    CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK_FALSE(handshake_fault(upgrade(), {}));
    CHECK(accept_handshake(upgrade()).find(
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos);
}

TEST_CASE("what is no handshake is told from what is a wrong one") {
    CHECK(handshake_fault(with("upgrade", ""), {}) == HandshakeFault::not_an_upgrade);
    CHECK(handshake_fault(with("Connection", "close"), {}) == HandshakeFault::not_an_upgrade);
    CHECK(handshake_fault(with("Sec-WebSocket-Version", "8"), {}) ==
          HandshakeFault::unsupported_version);
    CHECK(handshake_fault(with("Sec-WebSocket-Version", ""), {}) ==
          HandshakeFault::unsupported_version);
    CHECK(handshake_fault(with("Sec-WebSocket-Key", ""), {}) == HandshakeFault::malformed);
    CHECK(handshake_fault(with("Sec-WebSocket-Key", "c2hvcnQ="), {}) == HandshakeFault::malformed);
    auto post = upgrade();
    post.method = "POST";
    CHECK(handshake_fault(post, {}) == HandshakeFault::malformed);
}

TEST_CASE("an Origin is absent, the request's host, or on the list") {
    const auto fault = [](std::string origin, std::vector<std::string> allowed = {}) {
        return handshake_fault(with("Origin", std::move(origin)), allowed);
    };
    CHECK_FALSE(fault("https://inbox.example"));
    CHECK_FALSE(fault("https://INBOX.example:443"));
    CHECK_FALSE(fault("http://inbox.example:80"));
    CHECK(fault("https://inbox.example:8443") == HandshakeFault::foreign_origin);
    CHECK(fault("https://inbox.example.evil.example") == HandshakeFault::foreign_origin);
    CHECK(fault("https://evil.example/inbox.example") == HandshakeFault::foreign_origin);
    CHECK(fault("null") == HandshakeFault::foreign_origin);
    CHECK(fault("file://inbox.example") == HandshakeFault::foreign_origin);
    CHECK_FALSE(fault("https://other.example", {"https://other.example"}));
    CHECK(fault("http://other.example", {"https://other.example"}) ==
          HandshakeFault::foreign_origin);
}

TEST_CASE("a refusal has the status that says why") {
    CHECK(refuse_handshake(HandshakeFault::foreign_origin).status == 403);
    CHECK(refuse_handshake(HandshakeFault::malformed).status == 400);
    const auto version = refuse_handshake(HandshakeFault::unsupported_version);
    CHECK(version.status == 426);
    CHECK(std::ranges::find(version.headers, http::Header{"Sec-WebSocket-Version", "13"}) !=
          version.headers.end());
}

}  // namespace
}  // namespace net::ws
