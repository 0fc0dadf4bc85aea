#include "sim/phones.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "sim/testing.hpp"

using namespace sim;
using namespace std::chrono_literals;

namespace {

constexpr auto ana = "34412345678";

struct PhoneFixture : World {
    PhoneFixture() {
        write(ana);
        customer(ana).habits = {.delivery = 1s, .reading = 10s, .answering = 5s, .receipts = true};
    }
};

}  // namespace

TEST_CASE_FIXTURE(PhoneFixture, "a message is sent, delivered and read by its owner's habits") {
    const auto wamid = sent(ana, "Hola", "job-1");
    simulator.advance(200ms);
    CHECK(business.statuses_of(wamid) == std::vector<std::string>{"sent"});
    simulator.advance(1s);
    CHECK(business.statuses_of(wamid) == std::vector<std::string>{"sent", "delivered"});
    simulator.advance(10s);
    CHECK(business.statuses_of(wamid) == std::vector<std::string>{"sent", "delivered", "read"});
}

TEST_CASE_FIXTURE(PhoneFixture,
                  "a status carries the recipient, the opaque word, the price and the contact") {
    const auto wamid = sent(ana, "Hola", "job-1");
    simulator.advance(1min);
    const auto& statuses = business.statuses();
    REQUIRE(statuses.size() == 3);
    for (const auto& status : statuses) {
        CHECK(status.at("id").as_string() == wamid);
        CHECK(status.at("recipient_id") == ana);
        CHECK(status.at("recipient_user_id").as_string() == customer(ana).user_id);
        CHECK(status.at("biz_opaque_callback_data") == "job-1");
        CHECK(status.at("timestamp").is_string());
    }
    CHECK(statuses[0].at("pricing").at("pricing_model") == "PMP");
    CHECK_FALSE(statuses[2].contains("pricing"));
    const auto value = business.value(business.requests.size() - 1);
    CHECK(value.at("contacts").at(0).at("wa_id") == ana);
}

TEST_CASE_FIXTURE(PhoneFixture, "without read receipts there is no read") {
    customer(ana).habits.receipts = false;
    const auto wamid = sent(ana);
    simulator.advance(1h);
    CHECK(business.statuses_of(wamid) == std::vector<std::string>{"sent", "delivered"});
}

TEST_CASE_FIXTURE(PhoneFixture, "some chats are open: then read comes without delivered") {
    int open = 0;
    for (int i = 0; i < 200; ++i) {
        const auto wamid = sent(ana);
        simulator.advance(1min);
        const auto statuses = business.statuses_of(wamid);
        CHECK(statuses.back() == "read");
        if (statuses.size() == 2) ++open;
    }
    CHECK(open > 0);
    CHECK(open < 40);
}

TEST_CASE_FIXTURE(PhoneFixture, "a phone in a person's hand reads when the person looks") {
    simulator.crowd().hand_over(0);
    const auto wamid = sent(ana);
    simulator.advance(1h);
    CHECK(business.statuses_of(wamid).back() != "read");
    simulator.phones().look_at(simulator.conversations().of(0, 0));
    CHECK(business.statuses_of(wamid).back() == "read");
    simulator.phones().look_at(simulator.conversations().of(0, 0));
    CHECK(business.statuses_of(wamid).size() <= 3);  // once
}

TEST_CASE_FIXTURE(PhoneFixture, "what a person has looked at is not read a second time") {
    const auto wamid = sent(ana);
    simulator.advance(5s);
    simulator.phones().look_at(simulator.conversations().of(0, 0));
    simulator.advance(1h);  // the time at which its owner would have read it is over
    const auto statuses = business.statuses_of(wamid);
    CHECK(std::ranges::count(statuses, "read") == 1);
}

TEST_CASE_FIXTURE(PhoneFixture, "an answer to a message names it and whose number it was") {
    const auto wamid = sent(ana);
    Simulator::WriteRequest request;
    request.from = ana;
    request.writing = plain_text("Sí");
    request.writing.quoted = wamid;
    core::Scheduler::Entered entered(scheduler);
    REQUIRE(simulator.write(std::move(request)).has_value());
    const auto context = business.messages().back().at("context");
    CHECK(context.at("id").as_string() == wamid);
    CHECK(context.at("from") == "15550001111");
}

TEST_CASE_FIXTURE(World, "who shows no number writes with the user id alone") {
    simulator.customers().add({.user_id = "ES.hidden1", .username = "nina", .name = "Nina"});
    write("ES.hidden1");
    const auto message = business.messages().at(0);
    CHECK_FALSE(message.contains("from"));
    CHECK(message.at("from_user_id") == "ES.hidden1");
    const auto contact = business.value(0).at("contacts").at(0);
    CHECK_FALSE(contact.as_object().contains("wa_id"));
    CHECK(contact.at("profile").at("username") == "nina");
}
