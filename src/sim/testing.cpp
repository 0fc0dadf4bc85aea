#include "sim/testing.hpp"

#include <doctest/doctest.h>

#include "core/json_text.hpp"

namespace sim {
namespace {

struct Held {
    bool holds;
    std::vector<std::coroutine_handle<>>& waiting;
    bool await_ready() const { return !holds; }
    void await_suspend(std::coroutine_handle<> awaiting) { waiting.push_back(awaiting); }
    void await_resume() const {}
};

}  // namespace

core::Task<net::ClientOutcome> FakeBusiness::send(net::ClientRequest request) {
    requests.push_back(request);
    if (request.method == "POST") read(request);
    const int answer = answers ? answers(request) : status;
    co_await Held{holds, held_};
    if (answer == 0)
        co_return net::ClientFailure{net::ClientFailure::Sent::provably_not, "refused"};
    co_return net::ClientResponse{answer, {}, body_for ? body_for(request) : ""};
}

void FakeBusiness::release() {
    holds = false;
    for (const auto waiting : std::exchange(held_, {})) waiting.resume();
}

core::json::object FakeBusiness::value(std::size_t request, std::size_t change) const {
    const auto whole = core::parse_json(requests.at(request).body).value();
    const auto& changes = whole.at("entry").at(0).at("changes").as_array();
    return changes.at(change).at("value").as_object();
}

void FakeBusiness::read(const net::ClientRequest& request) {
    const auto whole = core::parse_json(request.body).value();
    for (const auto& change : whole.at("entry").at(0).at("changes").as_array())
        for (auto [name, kept] :
             {std::pair{"messages", &messages_}, std::pair{"statuses", &statuses_}})
            if (const auto* items = change.at("value").as_object().if_contains(name))
                for (const auto& item : items->as_array()) kept->push_back(item.as_object());
}

std::vector<std::string> FakeBusiness::statuses_of(std::string_view wamid) const {
    std::vector<std::string> found;
    for (const auto& item : statuses())
        if (item.at("id").as_string() == wamid) found.emplace_back(item.at("status").as_string());
    return found;
}

Options quiet_options() {
    Options options;
    options.customers = 0;
    options.crowd.answers = false;
    options.webhooks.url = "http://127.0.0.1:1/webhooks/whatsapp";
    options.webhooks.app_secret = "secret";
    options.account.access_token = "token";
    return options;
}

World::World(Options options)
    : simulator(std::move(options), {clock, scheduler, business, core::Log(log_lines, "sim")}) {
    core::Scheduler::Entered entered(scheduler);
    simulator.start();
}

World::~World() {
    business.release();
    scheduler.complete(simulator.stop());
}

GraphAnswer World::post(const std::string& body) {
    core::Scheduler::Entered entered(scheduler);
    GraphRequest request;
    request.method = "POST";
    request.path = "/v26.0/" + simulator.options().account.numbers.front().id + "/messages";
    request.authorization = "Bearer token";
    request.body = body;
    return simulator.graph(request);
}

GraphAnswer World::send_text(const std::string& to, const std::string& text,
                             const std::string& opaque) {
    core::JsonObject body;
    body.text("messaging_product", "whatsapp")
        .text("to", to)
        .text("type", "text")
        .raw("text", core::JsonObject().text("body", text).take());
    if (!opaque.empty()) body.text("biz_opaque_callback_data", opaque);
    return post(body.take());
}

std::string World::sent(const std::string& to, const std::string& text, const std::string& opaque) {
    const auto answer = send_text(to, text, opaque);
    REQUIRE(answer.status == 200);
    return std::string{
        core::parse_json(answer.body).value().at("messages").at(0).at("id").as_string()};
}

std::string World::write(const std::string& from, const std::string& text) {
    core::Scheduler::Entered entered(scheduler);
    Simulator::WriteRequest request;
    request.from = from;
    request.writing = plain_text(text);
    return simulator.write(std::move(request)).value().wamid;
}

void World::add_fault(const std::string& json) {
    REQUIRE(simulator.add_faults({"faults.json", std::string(json)}).has_value());
}

std::int64_t code_of(const GraphAnswer& answer) {
    const auto body = core::parse_json(answer.body).value();
    const auto* error = body.as_object().if_contains("error");
    return error ? error->at("code").as_int64() : 0;
}

}  // namespace sim
