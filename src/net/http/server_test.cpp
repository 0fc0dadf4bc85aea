#include "net/http/server.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

#include "net/testing.hpp"

using namespace std::chrono_literals;
using core::sleep_for;

namespace {

using model::Permission;
using net::Method;
using net::Route;
using net::http::Request;
using net::http::Response;

struct Full : std::runtime_error {
    using std::runtime_error::runtime_error;
};

net::Handler text_handler(std::string text) {
    return [text = std::move(text)](const Request&, const model::Principal&) {
        return core::ready_task(net::http::plain_text(200, text));
    };
}

net::Handler echo_handler() {
    return [](const Request& request, const model::Principal&) -> core::Task<Response> {
        co_return net::http::plain_text(200, request.body);
    };
}

net::Handler slow_handler() {  // waits a second
    return [](const Request& request, const model::Principal&) -> core::Task<Response> {
        co_await sleep_for(1s);
        co_return net::http::plain_text(200, "slow " + request.path_parameter("id"));
    };
}

net::Handler throwing_handler() {
    return [](const Request& request, const model::Principal&) -> core::Task<Response> {
        if (request.query_value("full")) throw Full("queue of 4096 jobs");
        throw std::runtime_error("lost the thread");
        co_return Response{};
    };
}

net::Handler cut_handler() {
    return [](const Request&, const model::Principal&) -> core::Task<Response> {
        co_return Response{.status = Response::cut, .headers = {}, .body = "unsaid"};
    };
}

Response describe(const Request& request, const model::Principal& principal) {
    return net::http::plain_text(
        200, principal.name + '|' + request.client + '|' + (request.secure ? "https" : "http"));
}

struct ServerFixture {
    core::FakeClock clock;
    net::ManualLoop loop{clock};
    core::Metrics metrics;
    core::SeededRandom random{1};
    core::ListLogSink lines;
    net::http::ServerOptions options;
    net::http::ServerParts parts{.metrics = metrics,
                                 .random = random,
                                 .log = core::Log(lines, "net"),
                                 .authenticate = authenticate};
    std::unique_ptr<net::http::Server> server;
    net::FakeConnection* client = nullptr;

    static core::Result<model::Principal> authenticate(const Request& request) {
        const auto token = request.header("Authorization");
        model::Principal principal;
        if (token.empty()) return principal;
        if (token == "bad") return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
        principal.user = model::UserId("u-1");
        principal.name = std::string(token);
        principal.role = token == "admin" ? model::Role::admin : model::Role::agent;
        return principal;
    }

    static std::vector<Route> routes() {
        const auto who = [](const Request& request,
                            const model::Principal& principal) -> core::Task<Response> {
            co_return describe(request, principal);
        };
        return {
            {Method::get, "/hello", Permission::everyone, text_handler("hello"), {}},
            {Method::post, "/echo", Permission::everyone, echo_handler(), {}, 100},
            {Method::post, "/big", Permission::everyone, echo_handler(), {}, 3'000'000},
            {Method::get, "/slow/:id", Permission::everyone, slow_handler(), {}},
            {Method::get, "/throws", Permission::everyone, throwing_handler(), {}},
            {Method::post, "/cut", Permission::everyone, cut_handler(), {}},
            {Method::get, "/who", Permission::signed_in, who, {}},
            {Method::post, "/settings", Permission::administer, echo_handler(), {}, 200'000},
            {Method::get, "/public-who", Permission::everyone, who, {}},
            {Method::get,
             "/medium",
             Permission::everyone,
             text_handler(std::string(20'000, 'x')),
             {}},
            {Method::get,
             "/large",
             Permission::everyone,
             text_handler(std::string(3'000'000, 'x')),
             {}},
        };
    }

    net::FakeConnection& connect(net::Endpoint peer = {"192.0.2.7", 50'000}) {
        if (!server)
            server = std::make_unique<net::http::Server>(routes(), std::move(parts), options);
        client = &loop.accept(server->attach(loop), std::move(peer));
        return *client;
    }
    std::string ask(std::string_view bytes) {
        if (!client) connect();
        client->receive(bytes);
        return client->take_sent();
    }
    std::string get(std::string_view path, std::string_view fields = "") {
        return ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) +
                   "\r\n");
    }
    std::string post(std::string_view path, std::string_view body, std::string_view fields = "") {
        return ask("POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) +
                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                   std::string(body));
    }
    bool open() const { return !client->closed().has_value(); }
};

int status_of(const std::string& answer) {
    return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3));
}

std::string body_of(const std::string& answer) {
    const auto at = answer.find("\r\n\r\n");
    return at == std::string::npos ? "" : answer.substr(at + 4);
}

bool has(const std::string& answer, std::string_view part) {
    return answer.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE_FIXTURE(ServerFixture,
                  "a handler's answer goes out whole, with what every answer carries") {
    const auto answer = get("/hello");
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(has(answer, "\r\nContent-Length: 5\r\n"));
    CHECK(has(answer, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    CHECK(has(answer, "\r\nCache-Control: no-store\r\n"));
    CHECK(has(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
    CHECK(has(answer, "\r\nX-Request-Id: "));
    CHECK(has(answer, "\r\nDate: Tue, 24 Nov 2026 06:00:00 GMT\r\n"));
    CHECK(body_of(answer) == "hello");
    CHECK(client->frames().size() == 1);
    CHECK(open());
}

TEST_CASE_FIXTURE(ServerFixture, "HEAD has GET's head and no body") {
    const auto answer = ask("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(answer) == 200);
    CHECK(has(answer, "Content-Length: 5\r\n"));
    CHECK(body_of(answer).empty());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "no such path is 404, another method 405 with those that there are") {
    CHECK(status_of(get("/nothing")) == 404);
    const auto answer = ask("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(answer) == 405);
    CHECK(has(answer, "\r\nAllow: GET, HEAD\r\n"));
    CHECK(has(answer, R"("code":"http.method_not_allowed")"));
    CHECK(open());
}

TEST_CASE_FIXTURE(ServerFixture, "nobody reaches a handler without its permission") {
    CHECK(status_of(get("/who")) == 401);
    CHECK(status_of(get("/who", "Authorization: bad\r\n")) == 401);
    CHECK(body_of(get("/who", "Authorization: ana\r\n")) == "ana|192.0.2.7|http");
    CHECK(status_of(post("/settings", "x")) == 401);
    CHECK(status_of(post("/settings", "x", "Authorization: ana\r\n")) == 403);
    CHECK(status_of(post("/settings", "x", "Authorization: admin\r\n")) == 200);
    CHECK(body_of(get("/public-who", "Authorization: bad\r\n")).starts_with("|"));
}

TEST_CASE_FIXTURE(ServerFixture,
                  "pipelined requests are answered in their order, also past a slow one") {
    connect();
    client->receive(
        "GET /slow/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /slow/2 HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client->sent().empty());
    CHECK(server->busy() == 1);
    loop.advance(1s);
    CHECK(has(client->sent(), "slow 1"));
    CHECK(has(client->sent(), "hello"));
    CHECK(client->sent().find("slow 1") < client->sent().find("hello"));
    loop.advance(1s);
    CHECK(count(client->sent(), "HTTP/1.1 200 OK") == 3);
    CHECK(server->busy() == 0);
}

TEST_CASE_FIXTURE(ServerFixture,
                  "a client that leaves while its handler waits is forgotten without harm") {
    connect();
    client->receive("GET /slow/1 HTTP/1.1\r\nHost: a\r\n\r\n");
    client->peer_closes();
    CHECK(server->connections() == 0);
    CHECK(server->busy() == 1);
    server.reset();
    loop.stop_accepting();
    loop.advance(1s);
    CHECK(client->sent().empty());
    CHECK(lines.contains("http_request"));
}

TEST_CASE_FIXTURE(ServerFixture,
                  "what a handler throws is a 500 with the request's id, logged once") {
    const auto answer = get("/throws");
    CHECK(status_of(answer) == 500);
    CHECK(has(answer, R"("requestId":")"));
    CHECK(!has(answer, "lost the thread"));
    CHECK(open());
    std::size_t logged = 0;
    for (const auto& line : lines.lines()) logged += has(line, "lost the thread");
    CHECK(logged == 1);
}

TEST_CASE_FIXTURE(ServerFixture, "a handler may have the connection cut instead of answering") {
    CHECK(post("/cut", "x") == "");
    CHECK(client->closed() == net::CloseReason::local);
    loop.run_now();
    CHECK(client->handler_told());
}

TEST_CASE_FIXTURE(ServerFixture, "a fault that the composition root knows has its own status") {
    parts.error_of_fault = [](const std::exception& fault) -> std::optional<core::Error> {
        if (dynamic_cast<const Full*>(&fault))
            return core::Error{core::Kind::unavailable, "store.full"};
        return std::nullopt;
    };
    const auto answer = get("/throws?full=1");
    CHECK(status_of(answer) == 503);
    CHECK(has(answer, "\r\nRetry-After: 1\r\n"));
    CHECK(status_of(get("/throws")) == 500);
}

TEST_CASE_FIXTURE(ServerFixture, "a body beyond its route's limit is refused before it is read") {
    const auto answer =
        ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\nthe rest never comes");
    CHECK(status_of(answer) == 413);
    CHECK(has(answer, "\r\nConnection: close\r\n"));
    CHECK(!open());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "a refused request's short body is read, and the connection stays") {
    CHECK(status_of(post("/nothing", std::string(1'000, 'x'))) == 404);
    CHECK(open());
    CHECK(status_of(get("/hello")) == 200);
}

TEST_CASE_FIXTURE(ServerFixture, "a refused request's long body is not read") {
    const auto answer = ask(
        "POST /settings HTTP/1.1\r\nHost: a\r\nContent-Length: 150000\r\n\r\nnot the whole of it");
    CHECK(status_of(answer) == 401);
    CHECK(!open());
}

TEST_CASE_FIXTURE(
    ServerFixture,
    "Expect: 100-continue is answered before the body, and not for one that is refused") {
    const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n";
    CHECK(ask(head + "Content-Length: 5\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(body_of(ask("hello")) == "hello");
    CHECK(status_of(ask(head + "Content-Length: 5000\r\n\r\n")) == 413);
}

TEST_CASE_FIXTURE(ServerFixture, "a malformed request is answered 400 and the connection ends") {
    const auto answer = ask("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\nGET /hello");
    CHECK(status_of(answer) == 400);
    CHECK(has(answer, R"("code":"http.several_hosts")"));
    CHECK(!open());
    CHECK(metrics.to_prometheus().find(R"(chasqui_http_refused_total{reason="several_hosts"} 1)") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(ServerFixture, "a head that takes longer than 10 s ends the connection") {
    connect();
    client->receive("GET /hello HT");
    loop.advance(9s);
    client->receive("TP/1.1\r\n");
    loop.advance(900ms);
    CHECK(open());
    loop.advance(200ms);
    CHECK(status_of(client->sent()) == 408);
    CHECK(!open());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "a body that trickles ends the connection, a steady one does not") {
    connect();
    client->receive("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 5; ++i) {
        client->receive(std::string(6'000, 'x'));
        loop.advance(10s);
        REQUIRE(open());
    }
    client->receive(std::string(100, 'x'));
    loop.advance(10s);
    CHECK(status_of(client->sent()) == 408);
    CHECK(!open());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "an idle connection is closed after 75 s, counted from its last answer") {
    connect();
    loop.advance(70s);
    get("/hello");
    loop.advance(70s);
    CHECK(open());
    loop.advance(6s);
    CHECK(!open());
    CHECK(client->take_sent().empty());
}

TEST_CASE_FIXTURE(
    ServerFixture,
    "a client that does not read its answers is closed, one that reads slowly is not") {
    connect();
    client->stall(true);
    client->receive("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    loop.advance(80s);
    CHECK(open());
    loop.advance(80s);
    CHECK(!open());
}

TEST_CASE_FIXTURE(ServerFixture, "a client that asks on without reading is read no further") {
    connect();
    client->stall(true);
    std::string many;
    for (int i = 0; i < 3'000; ++i) many += "GET /medium HTTP/1.1\r\nHost: a\r\n\r\n";
    client->receive(many);
    CHECK(client->queued_bytes() < 1'100'000);
    CHECK(client->reading_paused());
    client->stall(false);
    loop.run_now();
    CHECK(count(client->sent(), "HTTP/1.1 200 OK") == 3'000);
    CHECK(!client->reading_paused());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "Connection: close and HTTP/1.0 end the connection after the answer") {
    CHECK(has(get("/hello", "Connection: close\r\n"), "\r\nConnection: close\r\n"));
    CHECK(!open());
    connect();
    CHECK(has(ask("GET /hello HTTP/1.0\r\n\r\n"), "\r\nConnection: close\r\n"));
    CHECK(!open());
    connect();
    CHECK(has(ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
              "\r\nConnection: keep-alive\r\n"));
    CHECK(open());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "draining ends idle connections at once and others after their answer") {
    connect();
    auto& idle = *client;
    connect();
    client->receive("GET /slow/1 HTTP/1.1\r\nHost: a\r\n\r\n");
    server->drain();
    loop.run_now();
    CHECK(idle.closed().has_value());
    CHECK(open());
    loop.advance(1s);
    CHECK(has(client->sent(), "Connection: close"));
    CHECK(!open());
}

TEST_CASE_FIXTURE(ServerFixture, "forwarding fields count from a trusted proxy only") {
    options.trusted_proxies = {*net::AddressRange::parse("10.0.0.1")};
    const std::string fields =
        "Authorization: ana\r\nX-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\n";
    connect({"10.0.0.1", 1});
    CHECK(body_of(get("/who", fields)) == "ana|198.51.100.7|https");
    connect({"10.0.0.2", 1});
    CHECK(body_of(get("/who", fields)) == "ana|10.0.0.2|http");
}

TEST_CASE_FIXTURE(ServerFixture,
                  "a WebSocket request goes to who takes its path over, with the bytes behind it") {
    std::string taken;
    parts.upgrades.emplace_back(
        "/socket.io/",
        [&](const Request& request, net::Connection& connection, std::string_view leftover) {
            if (request.query_value("no")) return false;
            taken = request.path + ' ' + request.client + ' ' + std::string(leftover);
            connection.hand_to(nullptr);
            return true;
        });
    const std::string fields = "Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\nframes";
    connect();
    client->receive("GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: a\r\n" + fields);
    CHECK(taken == "/socket.io/ 192.0.2.7 frames");
    CHECK(server->connections() == 0);
    CHECK(client->sent().empty());
    connect();
    CHECK(status_of(get("/socket.io/?no=1", "Upgrade: websocket\r\n")) == 404);
    CHECK(status_of(get("/hello", "Upgrade: websocket\r\n")) == 200);
}

TEST_CASE_FIXTURE(ServerFixture, "a WebSocket request that is not taken over goes to its route") {
    parts.upgrades.emplace_back(
        "/hello", [](const Request&, net::Connection&, std::string_view) { return false; });
    connect();
    CHECK(status_of(get("/hello", "Connection: Upgrade\r\nUpgrade: websocket\r\n")) == 200);
}

TEST_CASE_FIXTURE(ServerFixture, "what no route has goes to the last resort, whatever the method") {
    parts.otherwise = Route{Method::get, "/*", Permission::everyone, echo_handler(), {}, 1'000};
    CHECK(body_of(post("/any/path", "thing")) == "thing");
    CHECK(body_of(ask("BREW /pot HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntea")) == "tea");
    CHECK(status_of(ask("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n")) == 405);
}

TEST_CASE_FIXTURE(ServerFixture,
                  "what stands around handlers sees the route and may answer itself") {
    parts.around = [](const Route& route, const Request& request,
                      const model::Principal& principal) -> core::Task<Response> {
        if (request.header("Idempotency-Key") == "seen")
            co_return net::http::plain_text(200, "again " + route.path);
        co_return co_await route.handler(request, principal);
    };
    parts.before_answer = [](const Request&, Response& response) {
        response.headers.emplace_back("Chasqui-Sequence", "e/1\r\nX-Evil: 1");
    };
    CHECK(body_of(post("/echo", "x", "Idempotency-Key: seen\r\n")) == "again /echo");
    const auto answer = post("/echo", "x");
    CHECK(body_of(answer) == "x");
    CHECK(has(answer, "\r\nChasqui-Sequence: e/1  X-Evil: 1\r\n"));
}

TEST_CASE_FIXTURE(ServerFixture,
                  "a page of an origin that is named may call, others may not read") {
    options.cors_origins = {"https://app.example"};
    const auto preflight = [&](std::string_view origin) {
        return ask("OPTIONS /echo HTTP/1.1\r\nHost: a\r\nOrigin: " + std::string(origin) +
                   "\r\nAccess-Control-Request-Method: POST\r\n\r\n");
    };
    CHECK(status_of(preflight("https://app.example")) == 204);
    CHECK(
        has(preflight("https://app.example"), "Access-Control-Allow-Origin: https://app.example"));
    CHECK(status_of(preflight("https://evil.example")) == 405);
    CHECK(has(get("/hello", "Origin: https://app.example\r\n"), "Access-Control-Allow-Origin"));
    CHECK(!has(get("/hello", "Origin: https://evil.example\r\n"), "Access-Control-Allow-Origin"));
}

TEST_CASE_FIXTURE(ServerFixture, "another site's page changes nothing here, with or without CORS") {
    options.cors_origins = {"https://app.example"};
    const auto post = [&](std::string_view origin) {
        return status_of(ask("POST /echo HTTP/1.1\r\nHost: inbox.example\r\n" +
                             (origin.empty() ? "" : "Origin: " + std::string(origin) + "\r\n") +
                             "Content-Length: 2\r\n\r\n{}"));
    };
    CHECK(post("") == 200);
    CHECK(post("http://inbox.example") == 200);
    CHECK(post("https://app.example") == 200);
    CHECK(post("http://evil.example") == 403);
    CHECK(post("http://inbox.example:8081") == 403);
    CHECK(post("null") == 403);
}

TEST_CASE_FIXTURE(ServerFixture, "the log and the metrics name the route, not what was asked for") {
    get("/slow/secret-id");
    loop.advance(1s);
    CHECK(lines.contains(R"("route":"/slow/:id")"));
    CHECK(!lines.contains("secret-id"));
    CHECK(metrics.to_prometheus().find(
              R"(chasqui_http_requests_total{method="GET",status="2xx"} 1)") != std::string::npos);
}

TEST_CASE_FIXTURE(ServerFixture,
                  "what a request logs quietly is written when it fails or is slow") {
    lines.set_level(core::LogLevel::warn);
    parts.around = [log = core::Log(lines, "store")](const Route& route, const Request& request,
                                                     const model::Principal& principal) {
        log.debug("looked", {{"rows", 3}});
        return route.handler(request, principal);
    };
    get("/hello");
    CHECK(lines.lines().empty());
    const auto failed = get("/throws");
    CHECK(lines.contains("request_failed"));
    CHECK(lines.contains("looked"));
    auto id = failed.substr(failed.find("X-Request-Id: ") + 14);
    id.resize(id.find('\r'));
    for (const auto& line : lines.lines())
        CHECK(line.find("\"requestId\":\"" + id + "\"") != std::string::npos);

    const auto before = lines.lines().size();
    get("/slow/7");
    CHECK(lines.lines().size() == before);
    loop.advance(1s);
    CHECK(lines.lines().size() == before + 2);
}

TEST_CASE_FIXTURE(ServerFixture,
                  "a request keeps the id that it comes with, where that is a UUID") {
    const std::string id = "0199f3a2-1234-7123-8123-123456789012";
    CHECK(get("/hello", "X-Request-Id: " + id + "\r\n").find("X-Request-Id: " + id) !=
          std::string::npos);
    CHECK(get("/hello", "X-Request-Id: 34612345678\r\n").find("34612345678") == std::string::npos);
}

TEST_CASE_FIXTURE(ServerFixture, "connections beyond the limit are closed at once") {
    options.connections_max = 1;
    connect();
    auto& first = *client;
    connect();
    loop.run_now();
    CHECK(!open());
    CHECK(!first.closed().has_value());
}

TEST_CASE_FIXTURE(ServerFixture, "the words of a failure are in the client's language") {
    CHECK(has(get("/nothing", "Accept-Language: en-GB\r\n"), "There is no such address."));
    CHECK(has(get("/nothing"), "Esta dirección no existe."));
}
