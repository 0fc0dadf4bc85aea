#include "net/http/request_parser.hpp"

#include <doctest/doctest.h>
#include <random>
#include <vector>

namespace {

using net::http::Request;
using net::http::RequestParser;
using Progress = RequestParser::Progress;

// What a connection's bytes come to.
struct Outcome {
    std::vector<Request> requests;
    int refused = 0;  // the status
    std::string_view reason;
};

// Feeds the pieces as a connection would.
Outcome parse_cut(const std::vector<std::string_view>& pieces, std::size_t body_bytes_max = 1'000) {
    RequestParser parser;
    Outcome out;
    for (auto piece : pieces) {
        for (auto progress = parser.feed(piece);; progress = parser.feed(piece)) {
            if (progress == Progress::more) break;
            if (progress == Progress::head) parser.take_body(body_bytes_max);
            if (progress == Progress::request) out.requests.push_back(parser.take());
            if (progress == Progress::refused) {
                out.refused = parser.refusal().status;
                out.reason = parser.refusal().reason;
                return out;
            }
        }
        CHECK(piece.empty());
    }
    return out;
}

Outcome parse(std::string_view bytes, std::size_t body_bytes_max = 1'000) {
    return parse_cut({bytes}, body_bytes_max);
}

constexpr std::string_view two_requests =
    "POST /a%2Fb%20c?q=1%202&r=a+b&s HTTP/1.1\r\nHost: example.com\r\nX-One: 1\r\n"
    "Content-Length: 5\r\n\r\nhello"
    "\r\nPUT /x HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\nA;ext=1\r\n0123456789\r\nb\r\n01234567890\r\n0\r\nX-Late: 1\r\n\r\n";

void check_two(const Outcome& out) {
    REQUIRE(out.refused == 0);
    REQUIRE(out.requests.size() == 2);
    const auto& [first, second] = std::tie(out.requests[0], out.requests[1]);
    CHECK(first.method == "POST");
    CHECK(first.path == "/a/b c");
    CHECK(first.query_value("q") == "1 2");
    CHECK(first.query_value("r") == "a b");
    CHECK(first.query_value("s") == "");
    CHECK(first.query_value("t") == std::nullopt);
    CHECK(first.header("x-one") == "1");
    CHECK(first.body == "hello");
    CHECK(second.method == "PUT");
    CHECK(second.body == "hello012345678901234567890");
    CHECK(second.header("X-Late").empty());
}

}  // namespace

TEST_CASE("pipelined requests with bodies are read, chunks in any case of their sizes") {
    check_two(parse(two_requests));
}

TEST_CASE("requests are read however they are cut") {
    for (std::size_t cut = 1; cut < two_requests.size(); ++cut)
        check_two(parse_cut({two_requests.substr(0, cut), two_requests.substr(cut)}));
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < two_requests.size(); ++i)
        single.push_back(two_requests.substr(i, 1));
    check_two(parse_cut(single));
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
        std::vector<std::string_view> pieces;
        for (std::size_t at = 0; at < two_requests.size();) {
            const std::size_t size = 1 + random() % 40;
            pieces.push_back(two_requests.substr(at, size));
            at += size;
        }
        check_two(parse_cut(pieces));
    }
}

TEST_CASE("a refused head is refused however it is cut") {
    constexpr std::string_view bad = "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n";
    for (std::size_t cut = 1; cut < bad.size(); ++cut)
        CHECK(parse_cut({bad.substr(0, cut), bad.substr(cut)}).reason == "several_hosts");
}

TEST_CASE("empty lines before a request are skipped, but not without end") {
    CHECK(parse("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").requests.size() == 1);
    CHECK(parse_cut({"\r", "\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"}).requests.size() == 1);
    CHECK(parse_cut({"\r", "\n", "\r", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"}).requests.size() ==
          1);
    CHECK(parse("\r\n\r\n\r\n\r\n\r\n").refused == 400);
}

TEST_CASE("what can never become a head is refused before its end") {
    CHECK(parse("\x16\x03\x01").refused == 400);                        // TLS
    CHECK(parse("GET / HTTP/1.1\nHost: a\n").reason == "line_ending");  // there is no end to await
    CHECK(parse_cut({"GET / HTTP/1.1\r\nHost: a\r", "\nX: y", "\n"}).reason == "line_ending");
}

TEST_CASE("a head beyond 16 kB is refused, one just below is taken") {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX-Big: ";
    const auto padded = [&](std::size_t size) {
        return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
    };
    CHECK(parse(padded(16 * 1024)).requests.size() == 1);
    CHECK(parse(padded(16 * 1024 + 1)).refused == 431);
    const auto big = padded(20'000);
    CHECK(parse_cut({std::string_view(big).substr(0, 10'000), std::string_view(big).substr(10'000)})
              .refused == 431);
}

TEST_CASE("a body beyond its limit is refused at the head, a chunked one when it gets there") {
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
    CHECK(parse(post + "Content-Length: 11\r\n\r\n", 10).refused == 413);
    CHECK(parse(post + "Content-Length: 10\r\n\r\n0123456789", 10).requests.size() == 1);
    CHECK(parse(post + "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n", 10).refused ==
          413);
    CHECK(parse(post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 10).refused ==
          413);
}

TEST_CASE("malformed chunks are refused") {
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    CHECK(parse(post + "xyz\r\n").refused == 400);
    CHECK(parse(post + "-5\r\nhello\r\n").refused == 400);
    CHECK(parse(post + "5\r\nhelloXX0\r\n\r\n").refused == 400);
    CHECK(parse(post + "1ffffffffffffffff\r\n").refused == 400);
    CHECK(parse(post + "5;" + std::string(10'000, 'e')).refused == 400);
    CHECK(parse(post + "0\r\nA: " + std::string(10'000, 'e')).refused == 400);
    CHECK(parse(post + "5\nhello\r\n0\r\n\r\n").refused == 400);
    CHECK(parse(post + "5\r\nhello\n0\r\n\r\n").refused == 400);
    CHECK(parse(post + "5;a\nb\r\nhello\r\n0\r\n\r\n").refused == 400);
    CHECK(parse(post + "0\r\nA: b\n\r\n").refused == 400);
    CHECK(parse(post + "0\r\nA: b\r\r\n").refused == 400);
}

TEST_CASE("trailers of any form are dropped, also behind a cut last chunk") {
    const std::string request =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2 ; a=\"b\"\r\nhi\r\n000\r\nno colon\r\nX: y\r\n\r\n";
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
        const auto text = std::string_view(request);
        const auto out = parse_cut({text.substr(0, cut), text.substr(cut)});
        REQUIRE(out.requests.size() == 1);
        CHECK(out.requests[0].body == "hi");
    }
}

TEST_CASE("a target with a broken escape, a NUL or no path is refused") {
    for (const std::string target : {"/%", "/%2", "/%zz", "/a%00b", "no/slash", "host:80"})
        CHECK(parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").reason == "target");
    const auto absolute = parse("GET http://a/b?c=d HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(absolute.requests.size() == 1);
    CHECK(absolute.requests[0].path == "/b");
    CHECK(absolute.requests[0].query_value("c") == "d");
}

TEST_CASE("the request says whether the connection stays") {
    const auto keeps = [](std::string_view bytes) {
        RequestParser parser;
        REQUIRE(parser.feed(bytes) == Progress::head);
        return parser.keep_alive();
    };
    CHECK(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK(!keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    CHECK(!keeps("GET / HTTP/1.0\r\n\r\n"));
    CHECK(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}
