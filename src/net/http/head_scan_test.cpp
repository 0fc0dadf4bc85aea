#include "net/http/head_scan.hpp"

#include <doctest/doctest.h>
#include <string>

namespace {

using net::http::fault_in_head;

std::string head_with(std::string_view fields) {
    return "GET /hello HTTP/1.1\r\nHost: example.com\r\n" + std::string(fields) + "\r\n";
}

int status_of(std::string_view head) {
    const auto fault = fault_in_head(head);
    return fault ? fault->status : 200;
}

int status_with(std::string_view fields) {
    return status_of(head_with(fields));
}

std::string_view reason_with(std::string_view fields) {
    const auto fault = fault_in_head(head_with(fields));
    return fault ? fault->reason : std::string_view("taken");
}

}  // namespace

TEST_CASE("ordinary heads are taken") {
    CHECK(status_with("") == 200);
    CHECK(status_with("X-Empty:\r\nX-Blank: \r\nX-Tab:\ta\tb\r\n") == 200);
    CHECK(status_with("Accept: */*\r\nX-Name: Ren\xC3\xA9\r\n") == 200);
    CHECK(status_of("GET / HTTP/1.1\r\nHoSt:\texample.com\t\r\nempty:\r\n\r\n") == 200);
    CHECK(status_of("POST /a?b=c HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 5\r\n\r\n") ==
          200);
    CHECK(status_of("GET / HTTP/1.0\r\n\r\n") == 200);
    CHECK(status_with("Transfer-Encoding: Chunked\r\n") == 200);
    CHECK(status_with("Expect: 100-Continue\r\n") == 200);
}

TEST_CASE("a request line of another form is refused, another version with 505") {
    CHECK(status_of("GET /\r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("GET / \r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("GET  / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("Extra lineGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("G(T / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("GET /\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("GET / http/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("GET / HTTP/9.9\r\nHost: a\r\n\r\n") == 505);
    CHECK(status_of("PRI * HTTP/2.0\r\n\r\n") == 505);
    CHECK(status_of("\r\n") == 400);
}

TEST_CASE("HTTP/1.1 names one host") {
    CHECK(status_of("GET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(reason_with("Host: other.example\r\n") == "several_hosts");
    CHECK(reason_with("host: example.com\r\n") == "several_hosts");
    CHECK(status_of("GET / HTTP/1.1\r\nHost:\r\n\r\n") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n") == 400);
}

TEST_CASE("a content length is one plain number") {
    CHECK(reason_with("Content-Length: 0\r\n") == "taken");
    for (const std::string bad : {"abc", "-1234", "-123456789123456789123456789", "+1", "1.0",
                                  "0x10", "1 2", "1,1", "", "99999999999999999999"})
        CHECK(reason_with("Content-Length: " + bad + "\r\n") == "content_length");
    CHECK(reason_with("Content-Length: 5\r\nContent-Length: 6\r\n") == "several_content_lengths");
    CHECK(reason_with("Content-Length: 5\r\ncontent-length: 5\r\n") == "several_content_lengths");
}

TEST_CASE("a length and a transfer coding together are refused, in any case and order") {
    CHECK(reason_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") ==
          "length_and_coding");
    CHECK(reason_with("tRANSFER-eNCODING: cHUNKED\r\ncONTENT-lENGTH: 5\r\n") ==
          "length_and_coding");
}

TEST_CASE("no transfer coding is taken but one chunked, and that in HTTP/1.1") {
    CHECK(status_with("Transfer-Encoding: gzip, chunked\r\n") == 501);
    CHECK(status_with("Transfer-Encoding: identity\r\n") == 501);
    CHECK(status_with("Transfer-Encoding: xchunked\r\n") == 501);
    CHECK(status_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") == 400);
    CHECK(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
}

TEST_CASE("a field's name is a token that ends at its colon") {
    CHECK(reason_with("X-Invalid[]: test\r\n") == "field_name");
    CHECK(reason_with("Content-Length : 5\r\n") == "field_name");
    CHECK(reason_with(": nameless\r\n") == "field_name");
    CHECK(reason_with("no colon\r\n") == "field_name");
}

TEST_CASE("control characters in a value are refused, a bare CR among them") {
    CHECK(reason_with("X-Bad: test\x07\r\n") == "field_value");
    CHECK(reason_with("X-Bad: a\rb\r\n") == "field_value");
    CHECK(reason_with("X-Bad: a\x7F\r\n") == "field_value");
    CHECK(reason_with(std::string("X-Bad: a\0b\r\n", 12)) == "field_value");
    CHECK(status_of("GET / HTTP/1.1\r\nHost: example.com\r \n\r\n") == 400);
}

TEST_CASE("lines end in CR LF and are not folded") {
    CHECK(status_of("GET / HTTP/1.1\nHost: a\r\n\r\n") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nHost: a\n\r\n") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n") == 400);
    CHECK(reason_with("X-Long: one\r\n two\r\n") == "folded_field");
    CHECK(reason_with("X-Long: one\r\n\ttwo\r\n") == "folded_field");
}

TEST_CASE("64 fields are taken, 65 are not") {
    std::string fields;
    for (int i = 0; i < 63; ++i) fields += "A: b\r\n";
    CHECK(status_with(fields) == 200);
    CHECK(status_with(fields + "A: b\r\n") == 431);
}

TEST_CASE("an expectation that we do not know is refused") {
    CHECK(status_with("Expect: wonders\r\n") == 417);
}
