// From a webhook's bytes to an agent's screen, and from their reply to the ticks: intake, inbox,
// routes, outbox and dispatcher together, on one thread and a clock that moves when told.
#include <doctest/doctest.h>
#include <memory>

#include "auth/accounts.hpp"
#include "inbox/testing_api.hpp"
#include "webhook_fixtures.hpp"
#include "whatsapp/dispatcher.hpp"
#include "whatsapp/intake.hpp"
#include "whatsapp/journal_store.hpp"
#include "whatsapp/testing.hpp"
#include "whatsapp/testing_http.hpp"
#include "whatsapp/webhook_reader.hpp"

using namespace std::chrono_literals;

namespace {

std::string text_of(const core::json::value& value) {
    return std::string(value.as_string());
}

// The house without sockets: Ana has written, nothing is on its way.
struct RoadFixture : inbox::ApiFixture {
    RoadFixture() { database.scheduler.complete(dispatcher.start()); }
    ~RoadFixture() {
        for (std::size_t call = 0; call < http.count(); ++call) accept(call, "wamid.late");
        database.scheduler.complete(dispatcher.stop());
    }

    void webhook(const std::string& body) {
        const auto items = whatsapp::read_webhook(body, clock.wall());
        write([&](store::Transaction& tx) { return intake.take_in(tx, body, items); });
        database.scheduler.run();
    }
    void customer_writes(const std::string& wamid, const std::string& text = "Hola") {
        webhook(body_of_now(wamid, text));
    }
    // As whatsapp's fixture makes it, written at this moment: the window is open.
    std::string body_of_now(const std::string& wamid, const std::string& text) {
        auto body = whatsapp::WhatsappFixture::text_body(wamid, text);
        constexpr std::string_view old = "1795400000";
        body.replace(body.find(old), old.size(),
                     std::to_string(core::to_epoch_ms(clock.wall()) / 1000));
        return body;
    }
    void status(const std::string& wamid, const std::string& name) {
        webhook(whatsapp::WhatsappFixture::status_body(
            R"("id":")" + wamid + R"(","status":")" + name +
            R"(","timestamp":"1795500001","recipient_id":"34600111222")"));
    }
    // An agent sends; the dispatcher is told by the commit.
    std::string send(const std::string& text) {
        const auto answer =
            post(eva_signed_in, path + "/messages",
                 R"({"clientId":")" + text + R"(","type":"text","text":")" + text + R"("})");
        REQUIRE(answer.status == 201);
        database.scheduler.run();
        return text_of(answer.data().at("id"));
    }
    void accept(std::size_t call, const std::string& wamid) {
        database.scheduler.post([=, this] { http.accept(call, wamid); });
        database.scheduler.run();
    }
    void lose_after_first_byte(std::size_t call) {
        database.scheduler.post([=, this] { http.lose(call, net::ClientFailure::Sent::maybe); });
        database.scheduler.run();
    }
    core::json::value message(const std::string& id) {
        const auto answer = get(eva_signed_in, path + "/messages?limit=100");
        for (const auto& item : answer.data().at("items").as_array())
            if (text_of(item.at("id")) == id) return item;
        return {};
    }
    std::string status_of(const std::string& id) { return text_of(message(id).at("status")); }
    std::int64_t dead_items() {
        std::int64_t dead = 0;
        for (const auto& kind : write(whatsapp::items_by_kind))
            if (kind.state == "dead") dead += kind.count;
        return dead;
    }

    // Messages outlive the window here, so that it is the window that stops them.
    static whatsapp::Settings patient() {
        whatsapp::Settings settings;
        settings.message_expiry = 48h;
        return settings;
    }
    whatsapp::Settings settings = patient();
    whatsapp::SecretBox box{"master", database.random};
    whatsapp::HeldHttpClient http;
    whatsapp::Intake intake{{inbox}, "1.0.0"};
    whatsapp::Dispatcher dispatcher{
        {database.database, http, database.scheduler, database.clock, database.random,
         database.metrics, core::Log{log, "whatsapp"}, box},
        settings,
        {inbox},
        {inbox}};
};

}  // namespace

TEST_CASE_FIXTURE(RoadFixture, "a webhook's message is in the list, the thread and the event log") {
    new_events();
    customer_writes("wamid.W1", "¿Hay alguien?");
    const auto list = get(eva_signed_in, "/api/conversations");
    const auto& first = list.data().at("items").as_array().back();
    CHECK(text_of(first.at("lastMessage").at("text")) == "¿Hay alguien?");
    const auto id = text_of(first.at("id"));
    const auto thread = get(eva_signed_in, "/api/conversations/" + id + "/messages");
    CHECK(text_of(thread.data().at("items").as_array().back().at("wamid")) == "wamid.W1");
    CHECK(new_event_names() == std::vector<std::string>{"new_message", "conversation_updated"});
    customer_writes("wamid.W1", "¿Hay alguien?");
    CHECK(new_event_names().empty());
}

TEST_CASE_FIXTURE(RoadFixture, "a reply goes out at once, and its ticks come back") {
    const auto id = send("Hello");
    REQUIRE(http.count() == 1);
    CHECK(http.text(0) == "Hello");
    CHECK(status_of(id) == "dispatching");
    accept(0, "wamid.O1");
    CHECK(status_of(id) == "accepted");
    for (const std::string name : {"sent", "read", "delivered"}) status("wamid.O1", name);
    CHECK(status_of(id) == "read");
    CHECK(text_of(message(id).at("wamid")) == "wamid.O1");
    CHECK(text_of(get(eva_signed_in, path).data().at("lastMessage").at("status")) == "read");
}

TEST_CASE_FIXTURE(RoadFixture, "a status that comes before the answer of its message stands") {
    const auto id = send("Hello");
    status("wamid.O1", "delivered");
    CHECK(status_of(id) == "dispatching");
    accept(0, "wamid.O1");
    CHECK(status_of(id) == "delivered");
    CHECK(dead_items() == 0);
}

TEST_CASE_FIXTURE(RoadFixture,
                  "a message that waits past the window does not go out, and says why") {
    send("first");
    const auto second = send("second");
    REQUIRE(http.count() == 1);
    clock.advance(24h);
    accept(0, "wamid.O1");
    database.scheduler.advance(1s);
    CHECK(http.count() == 1);
    CHECK(status_of(second) == "failed");
    CHECK(text_of(message(second).at("error").at("code")) == "inbox.window_closed");
    CHECK_FALSE(text_of(message(second).at("error").at("text")).empty());
}

TEST_CASE_FIXTURE(RoadFixture, "nothing goes out after its cancel is committed") {
    send("first");
    const auto second = send("second");
    CHECK(post(eva_signed_in, path + "/messages/" + second + "/cancel").status == 200);
    accept(0, "wamid.O1");
    CHECK(http.count() == 1);
    CHECK(status_of(second) == "cancelled");
}

TEST_CASE_FIXTURE(RoadFixture, "what may have been sent waits for a person, who sends it again") {
    const auto id = send("Hello");
    lose_after_first_byte(0);
    CHECK(status_of(id) == "unconfirmed");
    database.scheduler.advance(1h);
    CHECK(http.count() == 1);
    CHECK(post(leo_signed_in, path + "/messages/" + id + "/send_again").status == 200);
    database.scheduler.run();
    REQUIRE(http.count() == 2);
    CHECK(http.attempt(0) != http.attempt(1));
    accept(1, "wamid.O2");
    CHECK(status_of(id) == "accepted");
}

TEST_CASE_FIXTURE(RoadFixture, "messages to a number that we do not know yet are kept") {
    auto body = body_of_now("wamid.W9", "Hola");
    const auto at = body.find(number.text());
    body.replace(at, number.text().size(), "777000777000777");
    webhook(body);
    CHECK(dead_items() == 0);
    const auto list = get(eva_signed_in, "/api/conversations");
    const auto& unclaimed = list.data().at("items").as_array().back();
    CHECK(text_of(unclaimed.at("numberId")) == "777000777000777");
    const auto id = text_of(unclaimed.at("id"));
    const auto answer = post(eva_signed_in, "/api/conversations/" + id + "/messages",
                             R"({"clientId":"c","type":"text","text":"Hello"})");
    CHECK(answer.status == 409);
    CHECK(answer.code() == "outbox.unknown_number");
}

TEST_CASE_FIXTURE(RoadFixture, "a team that has conversations is not removed") {
    const auto remove = [this] {
        return write([](store::Transaction& tx) {
            return auth::remove_team(tx, model::TeamId{"sales"}, {});
        });
    };
    REQUIRE(post(eva_signed_in, path + "/assign", R"({"teamId":"sales"})").status == 200);
    CHECK(remove().error().code == "auth.team_in_use");
    REQUIRE(post(eva_signed_in, path + "/assign", R"({"teamId":null})").status == 200);
    CHECK(remove().has_value());
}

TEST_CASE("every webhook of the fixtures takes effect, and is shown as what it is") {
    const auto cases = webhook_cases();
    if (cases.empty()) {
        MESSAGE("skipped: no fixtures");
        return;
    }
    for (const auto& one : cases) {
        CAPTURE(one.name);
        RoadFixture road;
        const auto before = road.count("messages");
        road.webhook(core::to_json(one.body));
        CHECK(road.dead_items() == 0);
        std::int64_t listed = 0;
        for (const auto& kind : road.write(whatsapp::items_by_kind)) {
            if (kind.kind == "message" || kind.kind == "echo") listed += kind.count;
        }
        CHECK(road.count("messages") - before == listed);
        // Each is shown: the answer is whole JSON, and its content an object.
        const auto list = road.get(road.eva_signed_in, "/api/conversations");
        for (const auto& item : list.data().at("items").as_array()) {
            const auto thread = road.get(
                road.eva_signed_in, "/api/conversations/" + text_of(item.at("id")) + "/messages");
            for (const auto& message : thread.data().at("items").as_array()) {
                CHECK(message.at("content").is_object());
                CHECK_FALSE(text_of(message.at("type")).empty());
            }
        }
    }
}
