#include <doctest/doctest.h>

#include "store/database_error.hpp"
#include "whatsapp/intake.hpp"
#include "whatsapp/testing.hpp"

using whatsapp::InboundMessage;
using whatsapp::WhatsappFixture;
using Lines = std::vector<std::string>;

namespace {

std::vector<std::string_view> results(const whatsapp::IntakeSummary& summary) {
    std::vector<std::string_view> all;
    for (const auto& item : summary.items) all.push_back(item.result);
    return all;
}

std::int64_t bodies(store::TestDatabase& store) {
    return store.write([](store::Transaction& tx) {
        auto rows = tx.rows("SELECT COUNT(*) FROM journal WHERE body IS NOT NULL");
        rows.next();
        return rows.integer(0);
    });
}

}  // namespace

TEST_CASE_FIXTURE(WhatsappFixture,
                  "a body is stored whole and its message reaches the sinks once") {
    CHECK(results(receive(text_body("wamid.A"))) == std::vector<std::string_view>{"applied"});
    REQUIRE(sink.messages.size() == 1);
    CHECK(sink.messages[0].wamid == "wamid.A");
    CHECK(listed() == Lines{"message.text applied"});
    CHECK(bodies(store) == 1);
}

TEST_CASE_FIXTURE(WhatsappFixture, "a repeated body is applied once and not stored again") {
    receive(text_body("wamid.A"));
    CHECK(results(receive(text_body("wamid.A"))) == std::vector<std::string_view>{"duplicate"});
    CHECK(sink.messages.size() == 1);
    CHECK(listed() == Lines{"message.text applied"});
    CHECK(bodies(store) == 1);
}

TEST_CASE_FIXTURE(WhatsappFixture, "the same wamid of another number is another message") {
    receive(text_body("wamid.A"));
    auto other = text_body("wamid.A");
    other.replace(other.find(number.text()), number.text().size(), "999");
    receive(other);
    CHECK(sink.messages.size() == 2);
}

TEST_CASE_FIXTURE(WhatsappFixture,
                  "an unknown number becomes an unclaimed row, and its messages stand") {
    auto body = text_body("wamid.A");
    body.replace(body.find(number.text()), number.text().size(), "999");
    receive(body);
    receive(body);
    CHECK(sink.messages.size() == 1);
    CHECK(sink.numbers == std::vector{model::NumberId{"999"}});
    const auto stored = store.write([](store::Transaction& tx) {
        return whatsapp::find_number(tx, model::NumberId{"999"}).value();
    });
    CHECK_FALSE(stored.claimed);
    CHECK(stored.display == "15550001111");
    CHECK(stored.account == "102290129340398");
    CHECK(store.event_names().back() == "connection_state");
}

TEST_CASE_FIXTURE(WhatsappFixture,
                  "an item that breaks a rule is undone and dead, the rest stands") {
    sink.on_message = [](store::Transaction& tx, const InboundMessage& message) {
        tx.run("INSERT INTO meta (key, value) VALUES ($1, 'x')", {message.wamid});
        tx.append({.name = "new_message", .data = "{}"});
        if (message.wamid == "wamid.B") throw std::runtime_error("no such conversation");
    };
    const auto summary = receive(messages_body(
        R"("messages":[{"from":"1","id":"wamid.A","type":"text"},)"
        R"({"from":"1","id":"wamid.B","type":"text"},{"from":"1","id":"wamid.C","type":"text"}])"));
    CHECK(results(summary) == std::vector<std::string_view>{"applied", "dead", "applied"});
    CHECK(summary.items[1].reason == "no such conversation");
    CHECK(listed() == Lines{"message.text applied ×2", "message.text dead"});
    const auto rows = store.write([](store::Transaction& tx) {
        auto found = tx.rows("SELECT key FROM meta WHERE key LIKE 'wamid%' ORDER BY key");
        Lines keys;
        while (found.next()) keys.push_back(found.text(0));
        return keys;
    });
    CHECK(rows == Lines{"wamid.A", "wamid.C"});
    const auto events = store.event_names();
    CHECK(std::count(events.begin(), events.end(), "new_message") == 2);
}

TEST_CASE_FIXTURE(WhatsappFixture,
                  "a constraint that refuses an item makes it dead, not the body") {
    sink.on_message = [](store::Transaction& tx, const InboundMessage&) {
        tx.run("INSERT INTO meta (key, value) VALUES ('once', NULL)");
    };
    CHECK(results(receive(text_body("wamid.A"))) == std::vector<std::string_view>{"dead"});
}

TEST_CASE_FIXTURE(WhatsappFixture, "an error of the database ends the job with nothing recorded") {
    sink.on_message = [](store::Transaction& tx, const InboundMessage& message) {
        if (message.wamid == "wamid.B") tx.run("INSERT INTO no_such_table VALUES (1)");
    };
    CHECK_THROWS_AS(
        receive(messages_body(R"("messages":[{"from":"1","id":"wamid.A","type":"text"},)"
                              R"({"from":"1","id":"wamid.B","type":"text"}])")),
        store::DatabaseError);
    CHECK(listed().empty());
    CHECK(bodies(store) == 0);
}

TEST_CASE_FIXTURE(WhatsappFixture,
                  "malformed, deep and badly encoded bodies are dead and stay whole") {
    const Lines wrong{R"({"object":)", std::string(50'000, '['), "{\"entry\":\"\xff\"}", "{}"};
    for (const auto& body : wrong)
        CHECK(results(receive(body)) == std::vector<std::string_view>{"dead"});
    receive(wrong[0]);
    CHECK(listed() == Lines{"body dead ×4"});
    const auto kept = store.write([](store::Transaction& tx) {
        auto rows = tx.rows("SELECT body FROM journal ORDER BY id");
        Lines all;
        while (rows.next()) all.push_back(rows.text(0));
        return all;
    });
    CHECK(kept == wrong);
}

TEST_CASE_FIXTURE(WhatsappFixture, "what one version found dead, the next tries once") {
    sink.on_message = [](store::Transaction&, const InboundMessage&) {
        throw std::runtime_error("not yet");
    };
    receive(text_body("wamid.A"));
    const auto retry = [this](const whatsapp::Intake& newer) {
        return store.write([&](store::Transaction& tx) { return newer.retry_dead(tx, 10).bodies; });
    };
    CHECK(retry(intake) == 0);
    const whatsapp::Intake second(sinks, "1.1.0");
    CHECK(retry(second) == 1);
    CHECK(retry(second) == 0);
    CHECK(listed() == Lines{"message.text dead"});

    sink.on_message = {};
    const whatsapp::Intake third(sinks, "1.2.0");
    CHECK(retry(third) == 1);
    CHECK(retry(third) == 0);
    CHECK(listed() == Lines{"message.text applied"});
    CHECK(sink.messages.size() == 1);
    CHECK(results(receive(text_body("wamid.A"))) == std::vector<std::string_view>{"duplicate"});
}

TEST_CASE_FIXTURE(WhatsappFixture, "a change without a message is recorded under its field") {
    const std::string body =
        R"({"entry":[{"id":"1","time":17,"changes":[{"field":"account_update","value":)"
        R"({"event":"ACCOUNT_DELETED"}}]},{"id":"1","time":18,"changes":[{"field":"account_update",)"
        R"("value":{"event":"ACCOUNT_DELETED"}}]}]})";
    CHECK(results(receive(body)) == std::vector<std::string_view>{"recorded", "recorded"});
    CHECK(results(receive(body)) == std::vector<std::string_view>{"duplicate", "duplicate"});
    CHECK(listed() == Lines{"account_update.ACCOUNT_DELETED recorded ×2"});
}

TEST_CASE_FIXTURE(WhatsappFixture, "a change of identities reaches the sinks after its message") {
    receive(
        messages_body(R"("messages":[{"from":"34600111222","id":"w","type":"system","system":)"
                      R"({"body":"moved","wa_id":"34600999888","type":"user_changed_number"}}])"));
    REQUIRE(sink.changes.size() == 1);
    CHECK(sink.changes[0].before.phone == "34600111222");
    CHECK(sink.changes[0].after.phone == "34600999888");
    CHECK(sink.messages.size() == 1);
}

TEST_CASE_FIXTURE(WhatsappFixture, "bodies go after their days, those with a dead item stay") {
    receive(text_body("wamid.A"));
    receive("{}");
    receive(status_body(R"("id":"wamid.unknown","status":"read")"));
    store.clock.advance(std::chrono::hours{24});
    receive(text_body("wamid.B"));
    const auto before = store.clock.wall() - std::chrono::hours{1};
    const auto drop = [&] {
        return store.write([&](store::Transaction& tx) {
            return whatsapp::drop_old_bodies(tx, before, 100) +
                   whatsapp::give_up_parked(tx, before, 100);
        });
    };
    CHECK(drop() == 3);  // two bodies, and the status that waited in vain
    CHECK(drop() == 0);
    CHECK(bodies(store) == 2);
    CHECK(listed() == Lines{"body dead", "message.text applied ×2", "status.read recorded"});
    CHECK(results(receive(text_body("wamid.A"))) == std::vector<std::string_view>{"duplicate"});
}
