// The simulator behind real sockets: libcurl on the one side, our HTTP server on the other.
#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/json_text.hpp"
#include "core/task_scope.hpp"
#include "core/text.hpp"
#include "net/curl_client.hpp"
#include "net/http/server.hpp"
#include "sim/simulator.hpp"

using namespace std::chrono_literals;

namespace {

constexpr auto ana = "34412345678";

struct SimOverSockets {
    // A business that keeps what comes to its callback, and answers 200.
    SimOverSockets() {
        business = serve({{net::Method::post,
                           "/webhooks/whatsapp",
                           model::Permission::everyone,
                           [this](const net::http::Request& request, const model::Principal&) {
                               return take_webhook(request);
                           },
                           {}}},
                         business_port);
        const auto host = "127.0.0.1:" + std::to_string(business_port);
        sim::Options options;
        options.customers = 0;
        options.webhooks.url = "http://" + host + "/webhooks/whatsapp";
        options.webhooks.app_secret = "secret";
        client = std::make_unique<net::CurlClient>(net::CurlOptions{.private_allowed = {host}},
                                                   net::CurlClient::Parts{*loop, metrics, {}});
        simulator = std::make_unique<sim::Simulator>(
            options, sim::Simulator::Parts{clock, *loop, *client, {}});
        auto routes = simulator->own_routes();
        for (auto& route : simulator->graph_routes()) routes.push_back(std::move(route));
        graph = serve(std::move(routes), graph_port);
        base_url = "http://127.0.0.1:" + std::to_string(graph_port);
        // The server's egress, as it is in the product: a client of its own.
        egress = std::make_unique<net::CurlClient>(
            net::CurlOptions{.private_allowed = {"127.0.0.1:" + std::to_string(graph_port)}},
            net::CurlClient::Parts{*loop, metrics, {}});
    }

    std::unique_ptr<net::http::Server> serve(std::vector<net::Route> routes, std::uint16_t& port) {
        auto server = std::make_unique<net::http::Server>(
            std::move(routes),
            net::http::ServerParts{
                .metrics = metrics,
                .random = random,
                .log = {},
                .authenticate = [](const net::http::Request&) -> core::Result<model::Principal> {
                    return model::Principal{};
                }});
        port = loop->listen({"127.0.0.1", 0}, server->attach(*loop)).value();
        return server;
    }

    core::Task<net::http::Response> take_webhook(const net::http::Request& request) {
        webhooks.push_back(request.body);
        signatures.emplace_back(request.header("X-Hub-Signature-256"));
        end_when_all_is_there();
        co_return net::http::plain_text(200, "");
    }

    core::Task<> end() {
        co_await simulator->stop();
        loop->stop();
    }
    void end_when_all_is_there() {
        if (!task_done || webhooks.size() < webhooks_wanted || std::exchange(ending, true)) return;
        loop->post([this] { scope.spawn("end", end()); });
    }
    core::Task<> to_its_end(core::Task<> task) {
        co_await std::move(task);
        task_done = true;
        end_when_all_is_there();
    }

    // Runs the loop until `task` has ended and so many webhooks have come.
    void run(core::Task<> task, std::size_t webhooks_in_all) {
        webhooks_wanted = webhooks_in_all;
        bool in_time = true;
        loop->post([&] {
            simulator->start();
            scope.spawn("test", to_its_end(std::move(task)));
            loop->after(20'000ms, [&] {
                in_time = false;
                loop->stop();
            });
        });
        loop->run();
        CHECK(in_time);
        client->stop();
        egress->stop();
        REQUIRE(scope.size() == 0);
    }

    core::Task<net::ClientOutcome> post(std::string path, std::string body) {
        net::ClientRequest request;
        request.method = "POST";
        request.url = base_url + path;
        request.headers = {{"Authorization", "Bearer token"}, {"Content-Type", "application/json"}};
        request.body = std::move(body);
        co_return co_await egress->send(std::move(request));
    }
    core::Task<net::ClientOutcome> send_text(std::string text) {
        return post("/v26.0/106540352242922/messages",
                    core::JsonObject()
                        .text("messaging_product", "whatsapp")
                        .text("to", ana)
                        .raw("text", core::JsonObject().text("body", text).take())
                        .take());
    }

    core::RealClock base;
    sim::AdvancedClock clock{base};
    std::unique_ptr<net::Loop> loop = net::make_epoll_loop(base);
    core::Metrics metrics;
    core::SystemRandom random;
    std::unique_ptr<net::CurlClient> client, egress;
    std::unique_ptr<sim::Simulator> simulator;
    std::unique_ptr<net::http::Server> business, graph;
    std::uint16_t business_port = 0, graph_port = 0;
    std::string base_url;
    core::TaskScope scope{core::Log{}};
    std::size_t webhooks_wanted = 0;
    bool task_done = false, ending = false;
    std::vector<std::string> webhooks, signatures;
};

int status_of(const net::ClientOutcome& outcome) {
    const auto* response = std::get_if<net::ClientResponse>(&outcome);
    return response ? response->status : 0;
}

core::Task<> write_and_answer(SimOverSockets& world) {
    const auto written =
        co_await world.post("/_sim/messages", R"({"from":"34412345678","text":"¿Abren hoy?"})");
    CHECK(status_of(written) == 201);
    CHECK(status_of(co_await world.send_text("Sí")) == 200);
}

// libcurl would repeat a POST when a kept connection dies after the request went out; Meta has no
// idempotency key, so that repetition would be a second message to a customer.
core::Task<> have_an_answer_cut(SimOverSockets& world, std::vector<net::ClientOutcome>& outcomes) {
    co_await world.post("/_sim/messages", R"({"from":"34412345678","text":"Hola"})");
    outcomes.push_back(co_await world.send_text("first, so that the connection is kept"));
    co_await world.post(
        "/_sim/faults",
        R"({"target":"messages","mode":"next","n":1,"effect":{"cutAfterAccept":true}})");
    outcomes.push_back(co_await world.send_text("second, never answered"));
}

}  // namespace

TEST_CASE_FIXTURE(
    SimOverSockets,
    "over real sockets a customer writes, is answered, and the statuses come signed") {
    run(write_and_answer(*this), 2);
    REQUIRE(webhooks.size() >= 2);
    for (std::size_t i = 0; i < webhooks.size(); ++i)
        CHECK(signatures[i] ==
              "sha256=" + core::to_hex(core::HmacSha256("secret").sign(webhooks[i])));
    CHECK(webhooks[0].find(R"("body":"\u00bfAbren hoy?")") != std::string::npos);
    CHECK(webhooks[1].find(R"("status":"sent")") != std::string::npos);
}

TEST_CASE_FIXTURE(SimOverSockets,
                  "a POST whose answer is cut on a kept connection counts once in the ledger") {
    std::vector<net::ClientOutcome> outcomes;
    run(have_an_answer_cut(*this, outcomes), 3);
    REQUIRE(outcomes.size() == 2);
    CHECK(status_of(outcomes[0]) == 200);
    const auto* failure = std::get_if<net::ClientFailure>(&outcomes[1]);
    REQUIRE(failure);
    CHECK(failure->sent == net::ClientFailure::Sent::maybe);
    const auto& accepted = simulator->ledger().accepted();
    REQUIRE(accepted.size() == 2);
    CHECK(accepted[0].answered);
    CHECK(accepted[1].text == "second, never answered");
    CHECK_FALSE(accepted[1].answered);
}
