#include "net/socketio/server.hpp"

#include <doctest/doctest.h>

#include "net/socketio/testing.hpp"

using namespace std::literals;

namespace net::socketio {
namespace {

using Texts = std::vector<std::string>;

struct ServerFixture {
    core::FakeClock clock;
    ManualLoop loop{clock};
    core::SeededRandom random{11};
    core::Metrics metrics;
    core::ListLogSink log;
    ServerOptions options{};
    std::unique_ptr<Server> server;
    Texts ends;  // why sockets of "/" left

    Server& make() {
        server = std::make_unique<Server>(
            options, Server::Seams{random, metrics, core::Log(log, "socketio")});
        server->of("/").on_disconnect(
            [this](Socket&, EndReason reason) { ends.emplace_back(to_string(reason)); });
        return *server;
    }
    void attach() { server->attach(loop); }
    // A peer in "/", with what it was told on the way taken.
    std::unique_ptr<TestPeer> peer(std::string_view auth = "") {
        auto peer = std::make_unique<TestPeer>(*server, loop);
        REQUIRE(peer->upgraded());
        peer->enter(auth);
        peer->take();
        return peer;
    }
    ~ServerFixture() {
        if (!server) return;
        server->close();
        loop.run_now();
    }
    bool metric(std::string_view line) const {
        return metrics.to_prometheus().find(line) != std::string::npos;
    }
};

TEST_CASE_FIXTURE(ServerFixture, "the open packet has exactly its five keys") {
    make();
    attach();
    TestPeer peer(*server, loop);
    const auto messages = peer.take();
    REQUIRE(messages.size() == 1);
    const auto open = core::parse_json(messages[0].substr(1)).value().as_object();
    CHECK(open.size() == 5);
    CHECK(open.at("sid").as_string().size() == 20);
    CHECK(open.at("upgrades").as_array().empty());
    CHECK(open.at("pingInterval").as_int64() == 25'000);
    CHECK(open.at("pingTimeout").as_int64() == 30'000);
    CHECK(open.at("maxPayload").as_int64() == 500'000);
    CHECK(peer.head().find("101 Switching Protocols") != std::string::npos);
}

TEST_CASE_FIXTURE(ServerFixture, "a client enters a namespace and is given its socket's id alone") {
    Texts told;
    make().of("/").admit([&](const SocketPtr&, const json::value& auth, Admission admission) {
        told.push_back(core::to_json(auth));
        admission.accept();
    });
    server->of("/").on_connect([](Socket& socket) { socket.emit("welcome"); });
    attach();
    TestPeer peer(*server, loop);
    peer.take();
    peer.enter(R"({"b":1,"a":2})");
    const auto packets = peer.take_packets();
    REQUIRE(packets.size() == 2);
    CHECK(packets[0].starts_with(R"(40{"sid":")"));
    CHECK(packets[0].size() == R"(40{"sid":""})"sv.size() + 20);
    CHECK(packets[1] == R"(42["welcome"])");
    CHECK(told == Texts{R"({"b":1,"a":2})"});
}

TEST_CASE_FIXTURE(ServerFixture,
                  "a refusal carries the message and the data, and leaves the rest open") {
    make().of("/secret").admit([](const SocketPtr&, const json::value&, Admission admission) {
        admission.refuse("no", json::object{{"code", "auth.no"}});
    });
    attach();
    auto first = peer();
    first->enter("", "/secret");
    CHECK(first->take_packets() ==
          Texts{R"(44/secret,{"message":"no","data":{"code":"auth.no"}})"});
    first->enter("", "/secret");
    CHECK(first->take_packets().size() == 1);
    CHECK_FALSE(first->connection().closed());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "an admission may be answered later, and is forgotten when the client left") {
    std::vector<Admission> waiting;
    make().of("/").admit([&](const SocketPtr&, const json::value&, Admission admission) {
        waiting.push_back(std::move(admission));
    });
    attach();
    TestPeer stays(*server, loop), leaves(*server, loop);
    stays.enter();
    leaves.enter();
    leaves.connection().peer_closes();
    stays.take();
    for (auto& admission : waiting) admission.accept();
    CHECK(stays.take_packets().size() == 1);
    CHECK(server->hub(loop, "/").sockets().size() == 1);
}

TEST_CASE_FIXTURE(ServerFixture, "an unknown namespace is refused to the byte") {
    make();
    attach();
    TestPeer peer(*server, loop);
    peer.take();
    peer.send("40/random");
    CHECK(peer.take() == Texts{R"(44/random,{"message":"Invalid namespace"})"});
}

TEST_CASE_FIXTURE(ServerFixture,
                  "events reach their handler, and an acknowledgement goes back once") {
    make().of("/").on("sum", [](Socket&, Arguments arguments, Ack ack) {
        const auto sum = arguments.at(0).as_int64() + arguments.at(1).as_int64();
        ack(json::array{sum});
        ack(json::array{"again"});
    });
    attach();
    auto client = peer();
    client->send(R"(425["sum",2,3])");
    CHECK(client->take() == Texts{"435[5]"});
    client->send(R"(42["sum",2,3])");
    client->send(R"(42["unknown"])");
    CHECK(client->take().empty());
}

TEST_CASE_FIXTURE(ServerFixture, "binary goes both ways") {
    make().of("/").on("echo", [](Socket& socket, Arguments arguments, Ack ack) {
        socket.emit("back", arguments);
        ack(arguments);
    });
    attach();
    auto client = peer();
    client->send(
        R"(452-7["echo",{"_placeholder":true,"num":0},{"x":{"_placeholder":true,"num":1}}])");
    client->send_binary("one");
    CHECK(client->take().empty());
    client->send_binary("two");
    CHECK(client->take() ==
          Texts{R"(452-["back",{"_placeholder":true,"num":0},{"x":{"_placeholder":true,"num":1}}])",
                "bone", "btwo",
                R"(462-7[{"_placeholder":true,"num":0},{"x":{"_placeholder":true,"num":1}}])",
                "bone", "btwo"});
}

TEST_CASE_FIXTURE(ServerFixture, "whatever breaks the protocol ends the connection") {
    make();
    attach();
    const std::string placeholder = R"({"_placeholder":true,"num":0})";
    const std::vector<Texts> cases{{"4abc"},
                                   {"42{}"},
                                   {"42abc[]"},
                                   {"40"},
                                   {"42/custom,[\"a\"]"},
                                   {"0"},
                                   {"2"},
                                   {"5"},
                                   {"x"},
                                   {""},
                                   {"b"},
                                   {"451-[\"a\"," + placeholder + "]", "42[\"b\"]"},
                                   {"44{\"message\":\"m\"}"}};
    for (const auto& texts : cases) {
        CAPTURE(texts.front());
        auto client = peer();
        for (const auto& text : texts) text == "b" ? client->send_binary("b") : client->send(text);
        CHECK(client->take() == Texts{"close 1008"});
        CHECK(client->connection().closed() == CloseReason::local);
    }
    CHECK(ends == Texts(cases.size(), "parse error"));
    CHECK(server->connections() == 0);
    CHECK(metric("chasqui_socket_protocol_faults_total 13"));
}

TEST_CASE_FIXTURE(ServerFixture, "broken framing ends the connection with the code that names it") {
    make();
    attach();
    auto client = peer();
    client->send_frame(ws::Opcode::text, "\xff\xff");
    CHECK(client->take() == Texts{"close 1007"});
    CHECK(ends == Texts{"transport error"});
}

TEST_CASE_FIXTURE(ServerFixture, "attachments together keep to the limit of one message") {
    make();
    attach();
    auto client = peer();
    client->send(R"(452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
    client->send_binary(std::string(300'000, 'x'));
    client->send_binary(std::string(200'001, 'x'));
    CHECK(client->take() == Texts{"close 1008"});
}

TEST_CASE_FIXTURE(ServerFixture, "leaving a namespace keeps the connection and its heartbeat") {
    make();
    attach();
    auto client = peer();
    client->send("41");
    CHECK(ends == Texts{"client namespace disconnect"});
    loop.advance(25s);
    CHECK(client->take() == Texts{"2"});
    CHECK_FALSE(client->connection().closed());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "the server pings after the interval, and a pong keeps the session") {
    make();
    attach();
    auto client = peer();
    for (int round = 0; round < 3; ++round) {
        loop.advance(24'999ms);
        CHECK(client->take().empty());
        loop.advance(1ms);
        CHECK(client->take() == Texts{"2"});
        loop.advance(10s);
        client->send("3");
        loop.advance(0ms);
    }
    CHECK(metric("chasqui_websocket_latency_seconds_count 3"));
}

TEST_CASE_FIXTURE(ServerFixture, "a ping without a pong ends the session after the timeout") {
    make();
    attach();
    auto client = peer();
    loop.advance(25s);
    loop.advance(29'999ms);
    CHECK(ends.empty());
    loop.advance(1ms);
    CHECK(ends == Texts{"ping timeout"});
    CHECK(client->connection().handler_told());
}

TEST_CASE_FIXTURE(ServerFixture,
                  "5 000 sockets are pinged over many turns of the loop, each once") {
    options.connections_max = 5000;
    make();
    attach();
    std::vector<std::unique_ptr<TestPeer>> peers;
    for (int i = 0; i < 600; ++i) peers.push_back(peer());
    loop.advance(25s);
    for (const auto& client : peers) CHECK(client->take() == Texts{"2"});
}

TEST_CASE_FIXTURE(ServerFixture, "who enters no namespace within the connect timeout is closed") {
    make();
    attach();
    TestPeer idle(*server, loop);
    auto entered = peer();
    loop.advance(25s);
    idle.send("3");
    entered->send("3");
    loop.advance(20s);
    CHECK(idle.connection().closed());
    CHECK_FALSE(entered->connection().closed());
}

TEST_CASE_FIXTURE(ServerFixture, "over the limit a client is told so with a code, and closed") {
    options.connections_max = 1;
    options.excess_connections_max = 1;
    make();
    attach();
    auto first = peer();
    TestPeer second(*server, loop);
    REQUIRE(second.upgraded());
    TestPeer third(*server, loop);
    CHECK_FALSE(third.upgraded());
    CHECK(server->answer(handshake_request()).status == 503);
    second.take();
    second.enter();
    const auto told = second.take();
    REQUIRE(told.size() == 2);
    CHECK(told[0].starts_with("44{"));
    CHECK(told[0].find(R"("code":"socket.too_many_connections")") != std::string::npos);
    CHECK(told[1] == "close 1000");
    CHECK(server->connections() == 1);
    CHECK(metric("chasqui_socket_refused_total 2"));
    first->connection().peer_closes();
    CHECK(server->connections() == 0);
    peer();
}

TEST_CASE_FIXTURE(ServerFixture, "over its events per second a socket is refused, then ended") {
    options.events_per_second_max = 5;
    int handled = 0;
    make().of("/").on("e", [&](Socket&, Arguments, Ack) { ++handled; });
    attach();
    auto client = peer();  // its CONNECT is one of them
    for (int i = 0; i < 9; ++i) client->send("42[\"e\"]");
    CHECK(handled == 9);
    client->send("427[\"e\"]");
    const auto refused = client->take();
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].starts_with("437[{\"success\":false"));
    CHECK(refused[0].find("socket.too_many_events") != std::string::npos);
    loop.advance(1s);
    for (int i = 0; i < 6; ++i) client->send("42[\"e\"]");
    CHECK(handled == 14);
    for (int i = 0; i < 50; ++i) client->send("42[\"e\"]");
    CHECK(handled == 14);
    CHECK(ends == Texts{"too many events"});
}

TEST_CASE_FIXTURE(ServerFixture, "a handler that throws ends its event and not the connection") {
    make().of("/").on("bad", [](Socket&, Arguments, Ack) { throw std::runtime_error("broken"); });
    server->of("/").on_task("task", [](SocketPtr, Arguments, Ack) -> core::Task<void> {
        throw std::runtime_error("broken too");
        co_return;
    });
    attach();
    auto client = peer();
    client->send("421[\"bad\"]");
    client->send("422[\"task\"]");
    const auto answers = client->take();
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].starts_with("431[{\"success\":false"));
    CHECK(answers[1].starts_with("432[{\"success\":false"));
    CHECK(log.contains("broken too"));
    CHECK_FALSE(client->connection().closed());
}

TEST_CASE_FIXTURE(ServerFixture, "a coroutine may answer after it has waited") {
    make().of("/").on_task("later", [](SocketPtr socket, Arguments, Ack ack) -> core::Task<void> {
        using core::sleep_for;
        co_await sleep_for(2s);
        ack(json::array{socket->connected()});
    });
    attach();
    auto client = peer();
    client->send("421[\"later\"]");
    CHECK(client->take().empty());
    loop.advance(2s);
    CHECK(client->take() == Texts{"431[true]"});
}

TEST_CASE_FIXTURE(ServerFixture,
                  "an acknowledgement that is asked for comes, or the time is over") {
    Texts outcomes;
    make().of("/").on("ask", [&](Socket& socket, Arguments, Ack) {
        socket.emit_with_ack("question", {}, 5s, [&](core::Result<Arguments> answer) {
            outcomes.push_back(answer ? core::to_json(answer->values) : answer.error().code);
        });
    });
    attach();
    auto client = peer();
    client->send("42[\"ask\"]");
    CHECK(client->take() == Texts{"420[\"question\"]"});
    client->send("430[5,{\"test\":true}]");
    client->send("430[6]");
    CHECK(outcomes == Texts{"[5,{\"test\":true}]"});
    client->send("42[\"ask\"]");
    loop.advance(5s);
    CHECK(outcomes.back() == "socket.ack_timeout");
    client->send("42[\"ask\"]");
    client->connection().peer_closes();
    CHECK(outcomes.back() == "socket.disconnected");
    CHECK(outcomes.size() == 3);
}

TEST_CASE_FIXTURE(ServerFixture, "polling and other versions are told in Engine.IO's words") {
    make();
    attach();
    const auto body = [&](auto&& change) {
        auto request = handshake_request();
        change(request);
        CHECK(std::make_unique<TestPeer>(*server, loop)->upgraded());
        const auto answer = server->answer(request);
        return std::to_string(answer.status) + " " + answer.body;
    };
    const auto without_upgrade = [](http::Request& request) {
        std::erase_if(request.headers,
                      [](const auto& header) { return header.first == "Upgrade"; });
    };
    CHECK(body([](auto& request) { request.query[1].second = "polling"; }) ==
          R"(400 {"code":0,"message":"Transport unknown"})");
    CHECK(body([](auto& request) { request.query.pop_back(); }) ==
          R"(400 {"code":0,"message":"Transport unknown"})");
    CHECK(body(without_upgrade) == R"(400 {"code":3,"message":"Bad request"})");
    CHECK(body([](auto& request) { request.query.emplace_back("sid", "abc"); }) ==
          R"(400 {"code":1,"message":"Session ID unknown"})");
    CHECK(body([](auto& request) { request.query[0].second = "3"; }) ==
          R"(400 {"code":5,"message":"Unsupported protocol version"})");
    CHECK(body([](auto& request) { request.method = "POST"; }) ==
          R"(400 {"code":2,"message":"Bad handshake method"})");
    CHECK(body([](auto& request) { request.headers[3].second = "https://evil.example"; }) ==
          R"(403 {"code":4,"message":"Forbidden"})");
}

TEST_CASE_FIXTURE(ServerFixture, "a handshake that is not good is left to the routes") {
    make();
    attach();
    CHECK_FALSE(TestPeer(*server, loop, {{"sid", "abc"}}).upgraded());
    CHECK(server->routes().size() == 4);
    CHECK(server->routes()[0].path == "/socket.io/*");
    CHECK(server->routes()[0].permission == model::Permission::everyone);
}

TEST_CASE_FIXTURE(ServerFixture, "at the shutdown everybody is told that the server goes away") {
    make();
    attach();
    auto client = peer();
    server->close();
    CHECK(client->take() == Texts{"close 1001"});
    CHECK(ends == Texts{"server shutting down"});
}

}  // namespace
}  // namespace net::socketio
