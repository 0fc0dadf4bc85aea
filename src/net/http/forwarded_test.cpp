#include "net/http/forwarded.hpp"

#include <doctest/doctest.h>

namespace {

using net::http::client_of;
using net::http::Request;

Request request_from(std::string peer, std::vector<net::http::Header> headers = {}) {
    Request request;
    request.peer = {std::move(peer), 5000};
    request.headers = std::move(headers);
    return request;
}

net::AddressRanges proxies() {
    return {*net::AddressRange::parse("127.0.0.1"), *net::AddressRange::parse("10.0.0.0/8")};
}

std::string client(std::string peer, std::vector<net::http::Header> headers) {
    return client_of(request_from(std::move(peer), std::move(headers)), proxies()).address;
}

}  // namespace

TEST_CASE("without trusted proxies the peer is the client, whatever the fields say") {
    const auto request = request_from(
        "127.0.0.1", {{"X-Forwarded-For", "198.51.100.7"}, {"X-Forwarded-Proto", "https"}});
    CHECK(client_of(request, {}).address == "127.0.0.1");
    CHECK(!client_of(request, {}).secure);
}

TEST_CASE("fields of a peer that is no trusted proxy count for nothing") {
    CHECK(client("203.0.113.9", {{"X-Forwarded-For", "198.51.100.7"}}) == "203.0.113.9");
    CHECK(!client_of(request_from("203.0.113.9", {{"X-Forwarded-Proto", "https"}}), proxies())
               .secure);
}

TEST_CASE("the client is the right-most hop that is no trusted proxy") {
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "198.51.100.7"}}) == "198.51.100.7");
    CHECK(client("127.0.0.1", {{"x-forwarded-for", "1.1.1.1, 198.51.100.7, 10.2.3.4"}}) ==
          "198.51.100.7");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "1.1.1.1"},
                               {"X-Forwarded-For", "198.51.100.8,10.0.0.1"}}) == "198.51.100.8");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "10.0.0.2, 10.0.0.1"}}) == "10.0.0.2");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "2001:db8::7"}}) == "2001:db8::7");
}

TEST_CASE("a hop that is no address ends the walk") {
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "198.51.100.7, unknown, 10.0.0.1"}}) ==
          "10.0.0.1");
    CHECK(client("127.0.0.1", {{"X-Forwarded-For", "unknown"}}) == "127.0.0.1");
    CHECK(client("127.0.0.1", {}) == "127.0.0.1");
}

TEST_CASE("a trusted proxy says whether the client came over https") {
    CHECK(client_of(request_from("127.0.0.1", {{"X-Forwarded-Proto", "https"}}), proxies()).secure);
    CHECK(!client_of(request_from("127.0.0.1", {{"X-Forwarded-Proto", "http"}}), proxies()).secure);
}
