// The door and the dispatcher against the simulator, with everything between them going wrong, on
// one thread and one clock, from a seed: what Meta's side took and what our side says must agree.
#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <string>
#include <vector>

#include "sim/simulator.hpp"
#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/dispatcher.hpp"
#include "whatsapp/outbox.hpp"
#include "whatsapp/testing.hpp"
#include "whatsapp/webhook_routes.hpp"

using model::MessageStatus;
using net::ClientFailure;
using net::ClientOutcome;
using net::ClientRequest;
using net::ClientResponse;
using namespace std::chrono_literals;

namespace {

// Meta's webhooks, straight into our door, which is now and then too busy.
class DoorClient : public net::HttpClient {
public:
    explicit DoorClient(core::Random& random) : random_(random) {}
    core::Task<ClientOutcome> send(ClientRequest request) override {
        if (random_.below(10) == 0) co_return ClientResponse{503, {}, ""};
        net::http::Request arrived;
        arrived.headers = request.headers;
        arrived.body = request.body;
        const model::Principal nobody;
        for (const auto& route : webhooks->routes())
            if (route.method == net::Method::post) {
                const auto answer = co_await route.handler(arrived, nobody);
                co_return ClientResponse{answer.status, answer.headers, answer.body};
            }
        co_return ClientFailure{ClientFailure::Sent::provably_not, "no door"};
    }
    whatsapp::Webhooks* webhooks = nullptr;

private:
    core::Random& random_;
};

// Our calls, straight into the simulated Graph; now and then the network refuses them before it.
class GraphClient : public net::HttpClient {
public:
    explicit GraphClient(core::Random& random) : random_(random) {}
    core::Task<ClientOutcome> send(ClientRequest request) override {
        constexpr std::string_view base = "http://graph.test";
        if (random_.below(8) == 0)
            co_return ClientFailure{ClientFailure::Sent::provably_not, "refused"};
        sim::GraphRequest call;
        call.method = request.method;
        call.path = request.url.substr(base.size());
        for (const auto& [name, value] : request.headers)
            if (name == "Authorization") call.authorization = value;
        call.body = request.body;
        const auto answer = simulator->graph(call);
        co_await core::sleep_for(answer.delay + core::Milliseconds{20 + random_.below(80)});
        if (answer.cut) co_return ClientFailure{ClientFailure::Sent::maybe, "cut"};
        co_return ClientResponse{answer.status, answer.headers, answer.body};
    }
    sim::Simulator* simulator = nullptr;

private:
    core::Random& random_;
};

constexpr std::string_view faults = R"([
    {"target":"messages","mode":"probability","n":0.05,"effect":{"code":131000}},
    {"target":"messages","mode":"probability","n":0.05,"effect":{"code":130429}},
    {"target":"messages","mode":"probability","n":0.03,"effect":{"code":131056}},
    {"target":"messages","mode":"probability","n":0.03,"effect":{"code":131026}},
    {"target":"messages","mode":"probability","n":0.05,"effect":{"cutAfterAccept":true}},
    {"target":"messages","mode":"probability","n":0.05,"effect":{"cutBeforeAccept":true}},
    {"target":"messages","mode":"probability","n":0.05,"effect":{"httpStatus":502,"body":"<html>"}},
    {"target":"messages","mode":"probability","n":0.05,
     "effect":{"httpStatus":500,"body":"","accept":true}},
    {"target":"messages","mode":"probability","n":0.03,"effect":{"asyncFailed":131049}},
    {"target":"messages","mode":"probability","n":0.05,"effect":{"delayMs":3000}},
    {"target":"webhook","mode":"probability","n":0.1,"effect":{"duplicateWebhook":true}},
    {"target":"webhook","mode":"probability","n":0.1,"effect":{"reorderWebhook":true}},
    {"target":"webhook","mode":"probability","n":0.1,"effect":{"delayMs":9000}}])";

struct Town : whatsapp::WhatsappFixture {
    explicit Town(std::uint64_t seed)
        : chance(seed), door(chance), graph(chance), simulator(options(seed), parts()) {
        whatsapp::Settings settings;
        settings.app_secret = "secret";
        webhooks = std::make_unique<whatsapp::Webhooks>(
            whatsapp::Webhooks::Seams{store.database, store.clock, store.metrics, core::Log()},
            settings, sinks, "1.0.0");
        door.webhooks = webhooks.get();
        graph.simulator = &simulator;
        dispatcher = std::make_unique<whatsapp::Dispatcher>(
            whatsapp::Dispatcher::Seams{store.database, graph, store.scheduler, store.clock,
                                        store.random, store.metrics, core::Log(), box},
            settings, whatsapp::DispatchGuards{}, sinks);
        REQUIRE(simulator.add_faults({"faults.json", std::string(faults)}).has_value());
        core::Scheduler::Entered entered(store.scheduler);
        simulator.start();
        store.scheduler.complete(dispatcher->start());
    }
    ~Town() {
        // Answers are under way on the clock, which stop() alone does not move.
        core::TaskScope outside{core::Log()};
        store.scheduler.post([&] { outside.spawn("stop", dispatcher->stop()); });
        store.scheduler.advance(10min);
        store.scheduler.complete(simulator.stop());
    }

    static sim::Options options(std::uint64_t seed) {
        sim::Options made;
        made.seed = seed;
        made.customers = 0;
        made.crowd.answers = false;
        made.webhooks.url = "http://door.test/webhooks/whatsapp";
        made.webhooks.app_secret = "secret";
        made.account.access_token = "token";
        return made;
    }
    sim::Simulator::Parts parts() { return {clock, store.scheduler, door, core::Log()}; }

    // A customer writes, which opens the window and brings a webhook of their own.
    void customer_writes(const std::string& phone) {
        core::Scheduler::Entered entered(store.scheduler);
        sim::Simulator::WriteRequest request;
        request.from = phone;
        request.writing = sim::plain_text("Hola");
        REQUIRE(simulator.write(std::move(request)).has_value());
    }
    void queue(const std::string& phone) {
        const model::MessageId message{"m" + std::to_string(messages.size())};
        store.write([&](store::Transaction& tx) {
            CHECK(whatsapp::enqueue(tx, {.message = message,
                                         .conversation = model::ConversationId{"c" + phone},
                                         .number = number,
                                         .to = {.phone = phone},
                                         .text = message.text()})
                      .has_value());
            tx.append({.name = "new_message", .data = "{}"});
        });
        messages.push_back(message);
    }

    // How often Meta's side took each message, by its text.
    std::map<std::string, int> taken() {
        std::map<std::string, int> times;
        for (const auto& record : simulator.ledger().accepted()) ++times[record.text];
        return times;
    }
    // What each customer was sent, in Meta's order.
    std::map<std::string, std::vector<int>> order_by_customer() {
        std::map<std::string, std::vector<int>> order;
        for (const auto& record : simulator.ledger().accepted())
            order[record.to].push_back(std::stoi(record.text.substr(1)));
        return order;
    }
    std::vector<model::MessageId> in(MessageStatus wanted) {
        std::vector<model::MessageId> found;
        for (const auto& message : messages)
            if (state(message) == wanted) found.push_back(message);
        return found;
    }

    core::SeededRandom chance;
    sim::AdvancedClock clock{store.clock};
    DoorClient door;
    GraphClient graph;
    sim::Simulator simulator;
    std::unique_ptr<whatsapp::Webhooks> webhooks;
    std::unique_ptr<whatsapp::Dispatcher> dispatcher;
    std::vector<model::MessageId> messages;
};

void check_ledgers(Town& town) {
    auto taken = town.taken();
    for (const auto& [text, times] : taken) CHECK_MESSAGE(times == 1, text);  // I-5
    for (const auto& message : town.messages) {
        const auto state = town.state(message);
        CAPTURE(message.text());
        CAPTURE(model::to_string(state));
        // Refused at once is failed without having been taken; asynchronously, with.
        const bool may_be_taken = model::status_rank(state) > 0;
        const bool must_be_taken = may_be_taken && state != MessageStatus::failed;
        if (taken.contains(message.text())) CHECK(may_be_taken);
        if (must_be_taken) CHECK(taken.contains(message.text()));
        // Nothing is on its way for ever.
        CHECK(state != MessageStatus::queued);
        CHECK(state != MessageStatus::dispatching);
        CHECK(state != MessageStatus::accepted);
    }
}

}  // namespace

TEST_CASE(
    "whatever goes wrong, Meta takes each message at most once, in order, and both sides agree") {
    std::size_t all_taken = 0, all_unconfirmed = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        Town town(seed);
        const std::vector<std::string> phones{"34600111001", "34600111002", "525511112222",
                                              "5511987654321"};
        for (const auto& phone : phones) town.customer_writes(phone);
        town.store.scheduler.advance(1min);
        for (int i = 0; i < 60; ++i) {
            town.queue(phones[town.chance.below(phones.size())]);
            town.store.scheduler.advance(core::Milliseconds{town.chance.below(4000)});
        }
        town.store.scheduler.advance(2h);
        check_ledgers(town);
        for (const auto& [customer, order] : town.order_by_customer())
            CHECK(std::is_sorted(order.begin(), order.end()));  // I-7
        CHECK(town.sink.messages.size() == phones.size());      // I-2: duplicates told once

        // What is unconfirmed now was never taken: a person may say "send again".
        const auto unconfirmed = town.in(MessageStatus::unconfirmed);
        for (const auto& message : unconfirmed) CHECK_FALSE(town.taken().contains(message.text()));
        all_unconfirmed += unconfirmed.size();
        town.simulator.faults().clear();
        for (const auto& message : unconfirmed)
            town.store.write([&](store::Transaction& tx) {
                CHECK(whatsapp::send_again(tx, message).has_value());
            });
        town.store.scheduler.advance(1h);
        check_ledgers(town);
        CHECK(town.in(MessageStatus::unconfirmed).empty());
        all_taken += town.taken().size();
    }
    // The proof has teeth only where much was sent and much went wrong.
    CHECK(all_taken > 600);
    CHECK(all_unconfirmed > 20);
}
