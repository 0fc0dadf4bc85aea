#include "sim/webhook_sender.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"
#include "sim/testing.hpp"

using namespace sim;
using namespace std::chrono_literals;

namespace {

constexpr auto ana = "34412345678";

Options verifying_options() {
    auto options = quiet_options();
    options.webhooks.verify_token = "shared word";
    return options;
}

std::string header_of(const net::ClientRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers)
        if (key == name) return value;
    return "";
}

}  // namespace

TEST_CASE_FIXTURE(World, "a webhook is signed over the bytes that are sent, escaped beforehand") {
    write(ana, "¿Olá? 👍");
    REQUIRE(business.requests.size() == 1);
    const auto& request = business.requests[0];
    CHECK(request.method == "POST");
    CHECK(request.url == "http://127.0.0.1:1/webhooks/whatsapp");
    CHECK(request.body.find(R"("body":"\u00bfOl\u00e1? \ud83d\udc4d")") != std::string::npos);
    const auto expected = core::to_hex(core::HmacSha256("secret").sign(request.body));
    CHECK(header_of(request, "X-Hub-Signature-256") == "sha256=" + expected);
    CHECK(header_of(request, "Content-Type") == "application/json");
    const auto message = business.messages().at(0);
    CHECK(message.at("from") == ana);
    CHECK(message.at("from_user_id").as_string() == customer(ana).user_id);
    CHECK(message.at("timestamp") == "1795500000");
    CHECK(message.at("text").at("body") == "¿Olá? 👍");
    CHECK(business.value(0).at("contacts").at(0).at("wa_id") == ana);
}

TEST_CASE("retries come at once, then after 1 s and twice as long each time, for 7 days") {
    CHECK(retry_delay(1, 0ms) == 0ms);
    CHECK(retry_delay(2, 0ms) == 1s);
    CHECK(retry_delay(3, 1s) == 2s);
    CHECK(retry_delay(10, 1h) == 256s);
    CHECK(retry_delay(14, 2h) == 1h);
    CHECK(retry_delay(100, 6 * 24h) == 1h);
    CHECK_FALSE(retry_delay(100, 7 * 24h));
}

TEST_CASE_FIXTURE(World,
                  "a webhook that is not answered with 200 comes again, with the same bytes") {
    business.status = 503;
    const auto wamid = write(ana);
    pass(0ms);
    CHECK(business.requests.size() == 2);  // at once
    pass(999ms);
    CHECK(business.requests.size() == 2);
    business.status = 0;  // nobody listens
    pass(1ms);
    CHECK(business.requests.size() == 3);
    business.status = 200;
    simulator.advance(2s);
    simulator.advance(24h);
    REQUIRE(business.requests.size() == 4);
    for (const auto& request : business.requests) CHECK(request.body == business.requests[0].body);

    std::vector<std::pair<int, int>> attempts;
    for (const auto& record : simulator.ledger().webhooks()) {
        CHECK(record.wamids == std::vector<std::string>{wamid});
        attempts.emplace_back(record.attempt, record.status);
    }
    CHECK(attempts == std::vector<std::pair<int, int>>{{1, 503}, {2, 503}, {3, 0}, {4, 200}});
    CHECK(simulator.webhooks().backlog() == 0);
}

TEST_CASE_FIXTURE(World, "after seven days Meta gives up") {
    business.status = 500;
    write(ana);
    simulator.advance(8 * 24h);
    const auto tries = business.requests.size();
    CHECK(tries > 100);
    CHECK(simulator.webhooks().given_up() == 1);
    CHECK(simulator.webhooks().backlog() == 0);
    simulator.advance(8 * 24h);
    CHECK(business.requests.size() == tries);
}

TEST_CASE_FIXTURE(World, "no more requests are under way than the concurrency allows") {
    business.holds = true;
    for (int i = 0; i < 40; ++i) write(ana);
    CHECK(business.waiting() == 16);
    CHECK(simulator.webhooks().backlog() == 40);
    business.release();
    CHECK(business.messages().size() == 40);
    CHECK(simulator.webhooks().backlog() == 0);
}

TEST_CASE_FIXTURE(World, "with a batch, updates wait a moment for each other and share a body") {
    simulator.webhooks().set_batch(3);
    const auto a = write(ana, "1"), b = write(ana, "2");
    CHECK(business.requests.empty());
    pass(50ms);
    REQUIRE(business.requests.size() == 1);
    CHECK(business.value(0).at("messages").as_array().size() == 2);
    CHECK(simulator.ledger().webhooks().at(0).wamids == std::vector<std::string>{a, b});
    for (int i = 0; i < 3; ++i) write(ana);
    CHECK(business.requests.size() == 2);  // a full one does not wait
}

TEST_CASE_FIXTURE(World, "a duplicate is the same body twice at the same time") {
    add_fault(R"({"target":"webhook","mode":"next","effect":{"duplicateWebhook":true}})");
    business.holds = true;
    write(ana);
    CHECK(business.waiting() == 2);
    business.release();
    CHECK(business.requests[0].body == business.requests[1].body);
    CHECK(simulator.ledger().webhooks().at(1).duplicate);
    write(ana);
    CHECK(business.requests.size() == 3);
}

TEST_CASE_FIXTURE(World, "a reordered webhook comes after the next one, or after five seconds") {
    add_fault(R"({"target":"webhook","mode":"next","effect":{"reorderWebhook":true}})");
    const auto first = write(ana, "first");
    CHECK(business.requests.empty());
    const auto second = write(ana, "second");
    CHECK(business.messages().at(0).at("id").as_string() == second);
    CHECK(business.messages().at(1).at("id").as_string() == first);

    add_fault(R"({"target":"webhook","mode":"next","effect":{"reorderWebhook":true}})");
    write(ana, "alone");
    CHECK(business.requests.size() == 2);
    pass(5s);
    CHECK(business.requests.size() == 3);
}

TEST_CASE_FIXTURE(World, "a dropped webhook never comes, and the ledger says so") {
    add_fault(R"({"target":"webhook","mode":"next","effect":{"dropWebhook":true}})");
    const auto wamid = write(ana);
    simulator.advance(8 * 24h);
    CHECK(business.requests.empty());
    const auto& record = simulator.ledger().webhooks().at(0);
    CHECK(record.dropped);
    CHECK(record.wamids == std::vector<std::string>{wamid});
}

TEST_CASE_FIXTURE(World, "a delayed webhook comes that much later") {
    add_fault(R"({"target":"webhook","mode":"next","effect":{"delayMs":60000}})");
    write(ana);
    simulator.advance(59s);
    CHECK(business.requests.empty());
    simulator.advance(1s);
    CHECK(business.requests.size() == 1);
}

TEST_CASE_FIXTURE(World, "a wrongly signed webhook is not Meta's, so nobody repeats it") {
    add_fault(R"({"target":"webhook","mode":"next","effect":{"badSignature":true}})");
    business.status = 401;
    write(ana);
    simulator.advance(24h);
    REQUIRE(business.requests.size() == 1);
    const auto honest = core::to_hex(core::HmacSha256("secret").sign(business.requests[0].body));
    CHECK(header_of(business.requests[0], "X-Hub-Signature-256") != "sha256=" + honest);
}

TEST_CASE("before the first webhook the callback has to know the verify token") {
    World world(verifying_options());  // the first question has been asked, and answered wrongly
    REQUIRE(world.business.requests.size() == 1);
    const auto& question = world.business.requests[0];
    CHECK(question.method == "GET");
    CHECK(question.url.find("hub.mode=subscribe&hub.challenge=") != std::string::npos);
    CHECK(question.url.ends_with("&hub.verify_token=shared%20word"));
    world.write(ana);
    CHECK(world.business.requests.size() ==
          1);  // nothing goes to a callback that nobody vouches for

    world.business.body_for = [](const net::ClientRequest& request) {
        const auto from = request.url.find("challenge=") + 10;
        return request.url.substr(from, request.url.find('&', from) - from);
    };
    world.pass(1s);
    CHECK(world.simulator.webhooks().verified());
    CHECK(world.business.messages().size() == 1);
}

TEST_CASE("webhooks go to a whole address of the web, and to nothing else") {
    for (const auto* url : {"http://127.0.0.1:8080/webhooks/whatsapp", "https://example.com"})
        CHECK_MESSAGE(is_webhook_url(url), url);
    for (const auto* url : {"notaurl", "", "ftp://example.com/", "http://", "127.0.0.1:8080/x"})
        CHECK_MESSAGE(!is_webhook_url(url), url);
}
