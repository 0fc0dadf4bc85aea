#include <doctest/doctest.h>

#include "net/http/server.hpp"
#include "net_support.hpp"

// The HTTP server over real sockets, with loops on threads of their own.
using support::BlockingClient;
using support::RunningLoop;

namespace {

using model::Permission;
using net::http::Request;
using net::http::Response;

core::Task<Response> echo(const Request& request, const model::Principal&) {
    co_return net::http::plain_text(200, request.body);
}

// Waits for this many rounds of its loop.
core::Task<Response> wait_and_echo(const Request& request, const model::Principal&) {
    struct NextRound {
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> waiting) const {
            core::Scheduler::current()->post([waiting] { waiting.resume(); });
        }
        void await_resume() const {}
    };
    for (int i = 0; i < 20; ++i) co_await NextRound{};
    co_return net::http::plain_text(200, request.body);
}

// Handlers that wait here go on when the test says so.
class Gate {
public:
    auto passed() {
        struct Awaiter {
            Gate& gate;
            bool await_ready() const { return false; }
            void await_suspend(std::coroutine_handle<> waiting) const {
                const std::scoped_lock lock(gate.mutex_);
                gate.waiting_.emplace_back(core::Scheduler::current(), waiting);
            }
            void await_resume() const {}
        };
        return Awaiter{*this};
    }
    void open() {
        const std::scoped_lock lock(mutex_);
        for (const auto& [scheduler, waiting] : waiting_)
            scheduler->post([waiting] { waiting.resume(); });
    }

private:
    std::mutex mutex_;
    std::vector<std::pair<core::Scheduler*, std::coroutine_handle<>>> waiting_;
};

// A server on two loops, which echoes on every method and path.
struct HttpFixture {
    HttpFixture() {
        net::http::ServerParts parts{
            .metrics = metrics, .random = random, .log = {}, .authenticate = {}};
        parts.otherwise =
            net::Route{net::Method::get, "/*", Permission::everyone, echo, {}, 4'000'000};
        std::vector<net::Route> routes{
            {net::Method::post, "/wait", Permission::everyone, wait_and_echo, {}},
            {net::Method::post,
             "/gate",
             Permission::everyone,
             [this](const Request& request, const model::Principal&) { return pass_gate(request); },
             {}},
            {net::Method::post, "/small", Permission::everyone, echo, {}, 1'000},
        };
        server = std::make_unique<net::http::Server>(std::move(routes), std::move(parts));
        port = one->listen({"127.0.0.1", 0}, server->attach(*one)).value();
        CHECK(two->listen({"127.0.0.1", port}, server->attach(*two)).value() == port);
        one.start();
        two.start();
    }

    static std::string post(std::string_view path, std::string_view body) {
        return "POST " + std::string(path) +
               " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + std::string(body);
    }

    core::Task<Response> pass_gate(const Request& request) {
        co_await gate.passed();
        co_return net::http::plain_text(200, request.body);
    }

    Gate gate;
    core::Metrics metrics;
    core::SystemRandom random;
    std::unique_ptr<net::http::Server> server;
    std::shared_ptr<net::SharedPorts> ports = net::make_shared_ports();
    RunningLoop one{{.shared_ports = ports}}, two{{.shared_ports = ports}};
    std::uint16_t port = 0;
};

std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

}  // namespace

TEST_CASE_FIXTURE(HttpFixture,
                  "requests of many connections are answered, each with its own body") {
    std::vector<std::jthread> threads;
    std::atomic<int> right = 0;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            BlockingClient client(port);
            for (int i = 0; i < 100; ++i) {
                const auto body = std::to_string(t) + "/" + std::to_string(i);
                client.send(post(i % 10 == 0 ? "/wait" : "/any", body));
                right += body_of(client.answer()) == body;
            }
        });
    threads.clear();
    CHECK(right == 800);
}

TEST_CASE_FIXTURE(HttpFixture, "a request that is cut anywhere is answered like one in one piece") {
    const auto request = post("/any", "hello");
    for (std::size_t cut = 1; cut < request.size(); cut += 7) {
        BlockingClient client(port);
        client.send(std::string_view(request).substr(0, cut));
        client.send(std::string_view(request).substr(cut));
        CHECK(body_of(client.answer()) == "hello");
    }
}

TEST_CASE_FIXTURE(HttpFixture, "a body of megabytes comes back whole") {
    BlockingClient client(port);
    std::string body;
    while (body.size() < 3'500'000) body += std::to_string(body.size()) + ' ';
    client.send(post("/any", body));
    CHECK(body_of(client.answer()) == body);
    client.send(post("/any", "next"));
    CHECK(body_of(client.answer()) == "next");
}

TEST_CASE_FIXTURE(HttpFixture, "a client that is refused with 413 while it sends can read why") {
    // Its bytes are still on their way when the server closes: without lingering the reset would
    // take the answer with it.
    for (int i = 0; i < 20; ++i) {
        BlockingClient client(port);
        client.send(post("/small", std::string(2'000'000, 'x')));
        client.shut_writing();
        CHECK(client.rest().starts_with("HTTP/1.1 413 "));
    }
}

TEST_CASE_FIXTURE(HttpFixture, "a pipeline of requests is answered in order") {
    BlockingClient client(port);
    std::string all;
    for (int i = 0; i < 500; ++i) all += post(i == 100 ? "/wait" : "/any", std::to_string(i));
    client.send(all);
    for (int i = 0; i < 500; ++i) CHECK(body_of(client.answer()) == std::to_string(i));
}

TEST_CASE_FIXTURE(HttpFixture, "a client that leaves while its handler waits disturbs nobody") {
    for (int i = 0; i < 50; ++i) {
        BlockingClient client(port);
        client.send(post("/wait", "gone"));
    }
    BlockingClient client(port);
    client.send(post("/wait", "here"));
    CHECK(body_of(client.answer()) == "here");
}

TEST_CASE_FIXTURE(HttpFixture, "a draining server answers what it has taken and then closes") {
    BlockingClient idle(port), waiting(port);
    idle.send(post("/any", "one"));
    CHECK(body_of(idle.answer()) == "one");
    waiting.send(post("/gate", "two"));
    while (server->busy() == 0) std::this_thread::yield();
    server->drain();
    CHECK(idle.rest().empty());
    gate.open();
    const auto answer = waiting.rest();
    CHECK(body_of(answer) == "two");
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
}

TEST_CASE_FIXTURE(HttpFixture, "malformed bytes get one answer and the end, whatever they are") {
    for (const std::string bytes :
         {"GET / HTTP/9.9\r\nHost: a\r\n\r\n", "GET /\r\n\r\n", "\x16\x03\x01\x02",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n"}) {
        BlockingClient client(port);
        client.send(bytes);
        const auto answer = client.rest();
        CHECK(answer.starts_with("HTTP/1.1 "));
        CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
    }
}
