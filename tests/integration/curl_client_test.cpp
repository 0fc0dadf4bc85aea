#include "net/curl_client.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <optional>

#include "core/task_scope.hpp"
#include "core/text.hpp"

using namespace std::chrono_literals;

namespace {

// A server as bad as a test needs it: what it does with each whole request is the test's.
class ScriptedServer {
public:
    using Behaviour = std::function<void(net::Connection&, const std::string& request, int number)>;

    ScriptedServer(net::Loop& loop, Behaviour behaviour) : behaviour_(std::move(behaviour)) {
        const auto port = loop.listen({"127.0.0.1", 0}, [this](net::Connection&) {
            ++connections;
            return std::make_shared<Peer>(*this);
        });
        url = "http://127.0.0.1:" + std::to_string(port.value()) + "/v26.0/106/messages";
        authority = "127.0.0.1:" + std::to_string(port.value());
    }

    std::string url, authority;
    int requests = 0;
    int connections = 0;

private:
    struct Peer : net::ConnectionHandler {
        explicit Peer(ScriptedServer& owner) : server(owner) {}
        void on_bytes(net::Connection& connection, std::string_view bytes) override {
            received.append(bytes);
            const auto head = received.find("\r\n\r\n");
            if (head == std::string::npos) return;
            const auto field = received.find("Content-Length: ");
            const auto length =
                field == std::string::npos ? 0 : std::atoi(received.c_str() + field + 16);
            if (received.size() < head + 4 + static_cast<std::size_t>(length)) return;
            const auto request = std::exchange(received, {});
            server.behaviour_(connection, request, server.requests++);
        }
        void on_closed(net::Connection&, net::CloseReason) override {}
        ScriptedServer& server;
        std::string received;
    };
    Behaviour behaviour_;
};

const std::string ok_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Test: Yes\r\n\r\n{}";

struct ClientFixture {
    // Sends the requests one after the other; what came of each.
    std::vector<net::ClientOutcome> send(std::vector<net::ClientRequest> requests,
                                         net::CurlOptions options) {
        net::CurlClient client(std::move(options), {*loop, metrics, core::Log{}});
        std::vector<net::ClientOutcome> outcomes;
        core::TaskScope scope{core::Log{}};
        loop->post([&] {
            scope.spawn("requests", run(client, std::move(requests), outcomes));
            loop->after(20'000ms, [&] { loop->stop(); });
        });
        loop->run();
        REQUIRE(scope.size() == 0);
        return outcomes;
    }
    core::Task<> run(net::CurlClient& client, std::vector<net::ClientRequest> requests,
                     std::vector<net::ClientOutcome>& outcomes) {
        for (auto& request : requests) outcomes.push_back(co_await client.send(std::move(request)));
        loop->stop();
    }
    static net::ClientRequest post(const std::string& url,
                                   std::string body = R"({"to":"34600111222"})") {
        return {.method = "POST",
                .url = url,
                .headers = {{"Content-Type", "application/json"}},
                .body = std::move(body),
                .time_max = 2'000ms};
    }
    static std::optional<net::ClientFailure::Sent> sent(const net::ClientOutcome& outcome) {
        if (const auto* failure = std::get_if<net::ClientFailure>(&outcome)) return failure->sent;
        return std::nullopt;
    }

    core::RealClock clock;
    core::Metrics metrics;
    std::unique_ptr<net::Loop> loop = net::make_epoll_loop(clock);
};

using Sent = net::ClientFailure::Sent;

}  // namespace

TEST_CASE_FIXTURE(ClientFixture, "a POST brings its body, and the answer comes back whole") {
    std::string seen;
    ScriptedServer server(*loop, [&](net::Connection& connection, const std::string& request, int) {
        seen = request;
        connection.send(ok_answer);
    });
    const auto outcomes = send({post(server.url)}, {.private_allowed = {server.authority}});
    const auto* answer = std::get_if<net::ClientResponse>(&outcomes[0]);
    REQUIRE(answer != nullptr);
    CHECK(answer->status == 200);
    CHECK(answer->body == "{}");
    CHECK(std::find(answer->headers.begin(), answer->headers.end(),
                    net::http::Header{"X-Test", "Yes"}) != answer->headers.end());
    CHECK(seen.starts_with("POST /v26.0/106/messages HTTP/1.1\r\n"));
    CHECK(seen.ends_with(R"({"to":"34600111222"})"));
}

TEST_CASE_FIXTURE(ClientFixture,
                  "a POST whose kept connection dies after the request left is not repeated") {
    // libcurl repeats a request silently when a kept connection turns out to be dead; the server
    // has acted by then. Its ledger must count one.
    int acted = 0;
    ScriptedServer server(*loop, [&](net::Connection& connection, const std::string&, int number) {
        if (number == 0) return connection.send(ok_answer);
        ++acted;
        connection.abort();
    });
    const auto outcomes =
        send({post(server.url), post(server.url)}, {.private_allowed = {server.authority}});
    CHECK(std::holds_alternative<net::ClientResponse>(outcomes[0]));
    CHECK(sent(outcomes[1]) == Sent::maybe);
    CHECK(acted == 1);
    CHECK(server.requests == 2);
}

TEST_CASE_FIXTURE(ClientFixture, "where nobody listens, the request has provably not been sent") {
    std::string dead;
    {
        const auto other = net::make_epoll_loop(clock);
        ScriptedServer gone(*other, [](net::Connection&, const std::string&, int) {});
        dead = gone.authority;
    }
    const auto outcomes = send({post("http://" + dead + "/")}, {.private_allowed = {dead}});
    CHECK(sent(outcomes[0]) == Sent::provably_not);
}

TEST_CASE_FIXTURE(ClientFixture, "a private address that is not allowed is never connected to") {
    ScriptedServer server(*loop, [](net::Connection& connection, const std::string&, int) {
        connection.send(ok_answer);
    });
    const auto outcomes =
        send({post(server.url), post("http://localhost:1/"), post("http://[::1]:1/"),
              post("http://169.254.169.254/latest/meta-data")},
             {});
    for (const auto& outcome : outcomes) CHECK(sent(outcome) == Sent::provably_not);
    CHECK(server.connections == 0);
}

TEST_CASE_FIXTURE(ClientFixture,
                  "only http and https are spoken, and a redirect is an answer like any other") {
    ScriptedServer server(*loop, [](net::Connection& connection, const std::string&, int) {
        connection.send(std::string(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
    });
    const auto outcomes = send({post("file:///etc/passwd"), post(server.url)},
                               {.private_allowed = {server.authority}});
    CHECK(sent(outcomes[0]) == Sent::provably_not);
    REQUIRE(std::holds_alternative<net::ClientResponse>(outcomes[1]));
    CHECK(std::get<net::ClientResponse>(outcomes[1]).status == 302);
}

TEST_CASE_FIXTURE(
    ClientFixture,
    "an answer that never comes, is cut or is too large leaves the request maybe sent") {
    ScriptedServer server(*loop, [](net::Connection& connection, const std::string&, int number) {
        if (number == 0) return;
        if (number == 1) {
            connection.send(std::string("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"));
            return connection.close();
        }
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x'));
    });
    auto silent = post(server.url);
    silent.time_max = 300ms;
    auto large = post(server.url);
    large.response_bytes_max = 1000;
    const auto outcomes =
        send({silent, post(server.url), large}, {.private_allowed = {server.authority}});
    for (const auto& outcome : outcomes) CHECK(sent(outcome) == Sent::maybe);
}
