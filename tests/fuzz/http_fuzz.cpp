// The HTTP glue: whatever bytes come, however they are cut, they come to the same requests; a
// server answers them with whole answers or not at all; and what a request carries can be asked
// for.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.hpp"
#include "net/http/request_parser.hpp"
#include "net/http/server.hpp"
#include "net/http/static_files.hpp"
#include "net/testing.hpp"

namespace {

using net::http::Request;
using net::http::RequestParser;
using net::http::Response;

constexpr std::size_t body_bytes_max = 100;

struct Outcome {
    std::vector<Request> requests;
    bool refused = false;
};

void feed(RequestParser& parser, std::string_view piece, Outcome& out) {
    using Progress = RequestParser::Progress;
    while (!out.refused) {
        const auto progress = parser.feed(piece);
        if (progress == Progress::more) break;
        if (progress == Progress::head) parser.take_body(body_bytes_max);
        if (progress == Progress::request) out.requests.push_back(parser.take());
        if (progress == Progress::refused) out.refused = true;
    }
    core::check(piece.empty() || out.refused, "a parser that wants more has taken all");
}

Outcome parse(std::string_view bytes, std::size_t piece_bytes) {
    RequestParser parser;
    Outcome out;
    for (std::size_t at = 0; at < bytes.size() && !out.refused; at += piece_bytes)
        feed(parser, bytes.substr(at, piece_bytes), out);
    return out;
}

void compare(const Outcome& whole, const Outcome& cut) {
    core::check(whole.refused == cut.refused, "cuts decide nothing: refused");
    core::check(whole.requests.size() == cut.requests.size(), "cuts decide nothing: requests");
    for (std::size_t i = 0; i < whole.requests.size(); ++i) {
        const auto &a = whole.requests[i], &b = cut.requests[i];
        core::check(a.method == b.method && a.target == b.target && a.headers == b.headers &&
                        a.body == b.body && a.query == b.query,
                    "cuts decide nothing: a request");
        core::check(a.body.size() <= body_bytes_max, "a body keeps its limit");
    }
}

core::Task<Response> describe(const Request& request, const model::Principal&) {
    std::string text(request.cookie("a"));
    text += request.header("Host");
    text += request.query_value("q").value_or("");
    co_return net::http::plain_text(200, std::move(text));
}

core::Task<Response> serve_file(const Request& request, const model::Principal&) {
    static const net::http::StaticFiles files(
        {{.path = "/index.html",
          .content_type = "text/html",
          .etag = "\"x\"",
          .identity = std::make_shared<const std::string>("page"),
          .gzip = std::make_shared<const std::string>("gzip")}},
        {});
    co_return files.answer(request);
}

void serve(std::string_view bytes) {
    core::FakeClock clock;
    net::ManualLoop loop(clock);
    core::Metrics metrics;
    core::SeededRandom random(1);
    net::http::ServerParts parts{
        .metrics = metrics, .random = random, .log = {}, .authenticate = {}};
    parts.otherwise =
        net::Route{net::Method::get, "/*", model::Permission::everyone, serve_file, {}, 100};
    parts.upgrades.emplace_back("/socket.io/",
                                [](const Request&, net::Connection&, auto) { return false; });
    std::vector<net::Route> routes{
        {net::Method::get, "/a/:id", model::Permission::everyone, describe, {}, 100},
        {net::Method::post, "/b/*", model::Permission::signed_in, describe, {}, 100}};
    net::http::ServerOptions options;
    options.trusted_proxies = {*net::AddressRange::parse("192.0.2.0/24")};
    options.cors_origins = {"https://a"};
    net::http::Server server(std::move(routes), std::move(parts), options);
    auto& connection = loop.accept(server.attach(loop));
    connection.receive(bytes.substr(0, bytes.size() / 2));
    connection.receive(bytes.substr(bytes.size() / 2));
    loop.advance(core::Milliseconds{200'000});
    core::check(connection.closed().has_value(), "no connection stays for ever");
    const auto& sent = connection.sent();
    core::check(sent.empty() || sent.starts_with("HTTP/1.1 "), "an answer is an answer");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = parse(bytes, size + 1);
    compare(whole, parse(bytes, 1));
    compare(whole, parse(bytes, 7));
    serve(bytes);
    return 0;
}
