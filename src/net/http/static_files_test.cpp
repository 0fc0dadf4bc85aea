#include "net/http/static_files.hpp"

#include <doctest/doctest.h>

namespace {

using net::http::Request;
using net::http::Response;

net::Frame frame(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

struct FilesFixture {
    net::http::StaticFiles files{{{.path = "/index.html",
                                   .content_type = "text/html; charset=utf-8",
                                   .etag = "\"page\"",
                                   .identity = frame("plain page"),
                                   .gzip = frame("gzip page"),
                                   .brotli = frame("br page")},
                                  {.path = "/assets/app-Bx3fA9_k.js",
                                   .content_type = "text/javascript; charset=utf-8",
                                   .etag = "\"app\"",
                                   .identity = frame("plain app"),
                                   .gzip = frame("gzip app"),
                                   .immutable = true}},
                                 {.content_security_policy = "default-src 'self'"}};

    Response get(std::string path, std::vector<net::http::Header> headers = {},
                 std::string method = "GET") const {
        Request request;
        request.method = std::move(method);
        request.path = std::move(path);
        request.headers = std::move(headers);
        return files.answer(request);
    }
};

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

std::string body(const Response& response) {
    return response.shared_body ? *response.shared_body : "";
}

}  // namespace

TEST_CASE_FIXTURE(FilesFixture, "a file goes out in the best encoding that the client takes") {
    CHECK(body(get("/index.html")) == "plain page");
    CHECK(body(get("/index.html", {{"Accept-Encoding", "gzip, deflate, br"}})) == "br page");
    CHECK(body(get("/index.html", {{"Accept-Encoding", "gzip;q=1.0, br;q=0"}})) == "gzip page");
    CHECK(body(get("/index.html", {{"Accept-Encoding", "identity"}})) == "plain page");
    const auto app = get("/assets/app-Bx3fA9_k.js", {{"accept-encoding", "br, gzip"}});
    CHECK(body(app) == "gzip app");
    CHECK(header(app, "Content-Encoding") == "gzip");
    CHECK(header(app, "Vary") == "Accept-Encoding");
}

TEST_CASE_FIXTURE(FilesFixture, "a hashed name is kept for ever, the page is asked for anew") {
    CHECK(header(get("/assets/app-Bx3fA9_k.js"), "Cache-Control") ==
          "public, max-age=31536000, immutable");
    CHECK(header(get("/index.html"), "Cache-Control") == "no-cache");
    CHECK(net::http::has_hashed_name("/assets/index-Bx3fA9_k.js"));
    CHECK(net::http::has_hashed_name("/assets/index-Bx3fA9_k.js.map"));
    CHECK(!net::http::has_hashed_name("/index.html"));
    CHECK(!net::http::has_hashed_name("/favicon-32.png"));
    CHECK(!net::http::has_hashed_name("/assets-Bx3fA9_k/logo.svg"));
}

TEST_CASE_FIXTURE(FilesFixture, "what the client has already is 304 without a body") {
    for (const auto tag : {"\"page\"", "W/\"page\"", "\"other\", \"page\"", "*"}) {
        const auto response = get("/index.html", {{"If-None-Match", tag}});
        CHECK(response.status == 304);
        CHECK(body(response).empty());
        CHECK(header(response, "ETag") == "\"page\"");
    }
    CHECK(get("/index.html", {{"If-None-Match", "\"old\""}}).status == 200);
}

TEST_CASE_FIXTURE(FilesFixture,
                  "an address of the page's own gets the page, a missing file does not") {
    CHECK(body(get("/")) == "plain page");
    CHECK(body(get("/conversations/7")) == "plain page");
    CHECK(get("/assets/gone-12345678.js").status == 404);
    CHECK(get("/api/nothing").status == 404);
    CHECK(get("/../etc/passwd.txt").status == 404);
}

TEST_CASE_FIXTURE(FilesFixture, "the page carries its policy, other files do not need one") {
    CHECK(header(get("/"), "Content-Security-Policy") == "default-src 'self'");
    CHECK(header(get("/assets/app-Bx3fA9_k.js"), "Content-Security-Policy").empty());
}

TEST_CASE_FIXTURE(FilesFixture, "a file is only read") {
    const auto response = get("/index.html", {}, "POST");
    CHECK(response.status == 405);
    CHECK(header(response, "Allow") == "GET, HEAD");
    CHECK(get("/nothing.txt", {}, "POST").status == 404);
}
