#include "sim/crowd.hpp"

#include <doctest/doctest.h>
#include <set>

#include "core/text.hpp"
#include "sim/inbound_content.hpp"
#include "sim/testing.hpp"

using namespace sim;
using namespace std::chrono_literals;

namespace {

Options busy_options(std::uint64_t seed = 1) {
    auto options = quiet_options();
    options.seed = seed;
    options.customers = 30;
    options.crowd = {.rate = 1, .openings_at_start = 0, .answers = true};
    return options;
}

// Who said what, in order.
std::vector<std::string> script_of(World& world) {
    std::vector<std::string> said;
    for (const auto& message : world.business.messages()) {
        const auto& from = message.at("from_user_id").as_string();
        said.push_back(std::string{from} + " " + core::to_json(message.at("type")) +
                       core::to_json(core::json::value(
                           message.contains("text") ? message.at("text") : core::json::value())));
    }
    return said;
}

// Answers everything that customers write, as fast as an agent could.
void answer_all(World& world, std::size_t& answered) {
    const auto& messages = world.business.messages();
    for (; answered < messages.size(); ++answered) {
        const auto message = messages[answered];
        if (message.contains("from"))
            world.send_text(std::string{message.at("from").as_string()}, "De acuerdo");
    }
}

}  // namespace

TEST_CASE("the same seed replays the same people saying the same things, another seed does not") {
    World a(busy_options(7)), b(busy_options(7)), c(busy_options(8));
    for (auto* world : {&a, &b, &c}) {
        std::size_t answered = 0;
        for (int i = 0; i < 60; ++i) {
            world->pass(5s);
            answer_all(*world, answered);
        }
    }
    CHECK(script_of(a).size() > 200);
    CHECK(script_of(a) == script_of(b));
    CHECK(script_of(a) != script_of(c));
    CHECK(a.business.messages() == b.business.messages());  // to the wamid
}

TEST_CASE("customers write about as often as the rate says") {
    World world(busy_options());
    world.pass(20min);
    const auto count = static_cast<double>(world.business.messages().size());
    CHECK(count == doctest::Approx(1'200).epsilon(0.12));
}

TEST_CASE("a high rate is kept as well") {
    auto options = busy_options();
    options.customers = 500;
    options.crowd.rate = 1'000;
    World world(std::move(options));
    world.pass(10s);
    CHECK(static_cast<double>(world.business.messages().size()) ==
          doctest::Approx(10'000).epsilon(0.1));
}

TEST_CASE("a jump of the clock does not bring a day's messages at once") {
    World world(busy_options());
    world.pass(10s);
    const auto before = world.business.messages().size();
    world.simulator.advance(24h);
    CHECK(world.business.messages().size() < before + 30);
}

TEST_CASE("at rate 0 nobody writes unasked, and the rate can be changed") {
    auto options = busy_options();
    options.crowd.rate = 0;
    World world(std::move(options));
    world.pass(10min);
    CHECK(world.business.messages().empty());
    world.simulator.crowd().set_rate(10);
    world.pass(10s);
    CHECK(world.business.messages().size() > 30);
}

TEST_CASE("a customer answers what they have read, line by line to the end of the dialogue") {
    auto options = busy_options();
    options.customers = 1;
    options.crowd = {.rate = 0, .openings_at_start = 1, .answers = true};
    World world(std::move(options));
    auto& customer = world.simulator.customers().all().front();
    world.pass(10s);
    const auto opening = world.business.messages().size();
    CHECK(opening >= 1);
    world.pass(10min);
    CHECK(world.business.messages().size() <= opening + 2);  // waits for us
    for (int i = 0; i < 6; ++i) {
        GraphRequest request;
        world.post(R"({"messaging_product":"whatsapp","recipient":")" + customer.user_id +
                   R"(","text":{"body":"Claro"}})");
        world.pass(2min);
    }
    CHECK(world.business.messages().size() >= opening + 2);
}

TEST_CASE("openings at the start come within seconds, from different customers") {
    auto options = busy_options();
    options.crowd = {.rate = 0, .openings_at_start = 8, .answers = true};
    World world(std::move(options));
    world.pass(7s);
    std::set<std::string> writers;
    for (const auto& message : world.business.messages())
        writers.insert(std::string{message.at("from_user_id").as_string()});
    CHECK(writers.size() == 8);
}

TEST_CASE("a phone in a person's hand writes nothing by itself") {
    auto options = busy_options();
    options.customers = 1;
    options.crowd.openings_at_start = 1;
    World world(std::move(options));
    world.simulator.crowd().hand_over(0);
    world.pass(10min);
    CHECK(world.business.messages().empty());
}

TEST_CASE("over time every kind of message comes, text most of all") {
    auto options = busy_options();
    options.crowd.rate = 20;
    World world(std::move(options));
    std::size_t answered = 0;
    for (int i = 0; i < 120; ++i) {
        world.pass(5s);
        answer_all(world, answered);
    }
    std::map<std::string, int> kinds;
    for (const auto& message : world.business.messages())
        ++kinds[std::string{message.at("type").as_string()}];
    for (const auto* kind :
         {"text", "image", "audio", "video", "document", "sticker", "location", "contacts",
          "reaction", "order", "button", "interactive", "edit", "revoke", "unsupported"}) {
        CAPTURE(kind);
        CHECK(kinds[kind] > 0);
    }
    CHECK(kinds["text"] > static_cast<int>(world.business.messages().size()) / 2);
}

TEST_CASE("dialogues have only kinds that exist, and leave no brace unfilled") {
    core::FakeClock clock;
    core::SeededRandom random{1};
    IdSource ids(random, clock);
    Customers customers(random, ids);
    const auto* somebody = customers.add({.wa_id = "34412345678"});
    for (const auto& dialogue : dialogues())
        for (const auto step : dialogue.steps)
            for (const auto line : core::split(step, '|')) {
                CAPTURE(line);
                const auto text = filled_in(line, {"Sevilla", 4711});
                CHECK(text.find('{') == std::string::npos);
                CHECK_FALSE(text.empty());
                if (!line.starts_with('#')) continue;
                const auto type = line.substr(1, line.find(' ') - 1);
                CHECK(invent_writing({type, "x", ""}, *somebody, ids, random).has_value());
            }
}
