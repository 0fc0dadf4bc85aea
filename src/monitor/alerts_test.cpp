#include "monitor/alerts.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>

#include "core/json.hpp"
#include "monitor/notifier.hpp"
#include "store/testing.hpp"

using namespace std::chrono_literals;
using core::Milliseconds;

namespace {

// The other side of a webhook: takes what comes, or is dead.
class FakeReceiver : public net::HttpClient, public net::MailClient {
public:
    core::Task<net::ClientOutcome> send(net::ClientRequest request) override {
        if (dead.contains(request.url)) {
            ++refused;
            return core::ready_task(net::ClientOutcome(net::ClientFailure{
                net::ClientFailure::Sent::provably_not, "Couldn't connect to server"}));
        }
        taken.push_back(std::move(request));
        return core::ready_task(net::ClientOutcome(net::ClientResponse{.status = 200}));
    }
    core::Task<net::MailOutcome> send(net::Mail mail) override {
        mails.push_back(std::move(mail));
        return core::ready_task(net::MailOutcome{.sent = true, .reason = ""});
    }
    // "firing memory_usage", … of all that came, in order.
    std::vector<std::string> said() const {
        std::vector<std::string> all;
        for (const auto& request : taken) {
            const auto body = core::parse_json(request.body).value();
            for (const auto& alert : body.at("alerts").as_array())
                all.push_back(std::string(alert.at("kind").as_string()) + " " +
                              std::string(alert.at("rule").as_string()));
        }
        return all;
    }

    std::set<std::string> dead;
    int refused = 0;
    std::vector<net::ClientRequest> taken;
    std::vector<net::Mail> mails;
};

constexpr const char* hook = "https://hook.example/a";

// The engine and its channels over a real store on a virtual clock.
struct AlertsFixture {
    AlertsFixture() { start(); }
    ~AlertsFixture() { stop(); }

    void start() {
        alerts.emplace(monitor::Alerts::Seams{test.database, test.scheduler, test.metrics, {}},
                       monitor::MemoryLines{}, monitor::NotifyTimes{});
        notifier.emplace(
            monitor::Notifier::Seams{
                test.database, test.clock, test.random, test.metrics, {}, receiver, receiver, box},
            monitor::MailServer{"smtp://mail.example", "chasqui@example.com"}, core::Language::en);
        alerts->on_planned([this] { notifier->wake(); });
        test.scheduler.complete(alerts->start());
    }
    void stop() {
        test.scheduler.complete(alerts->stop());
        test.scheduler.complete(notifier->stop());
        notifier.reset();
        alerts.reset();
    }

    void tell(std::string_view metric, double value, Milliseconds for_so_long) {
        for (auto left = for_so_long; left > 0ms; left -= 1s) {
            test.scheduler.advance(1s);
            test.scheduler.post([&] {
                const std::pair<std::string, double> now{metric, value};
                alerts->each_second(std::span(&now, 1), test.clock.steady());
                notifier->each_second();
            });
            test.scheduler.run();
        }
    }
    std::string add_channel(monitor::WantedChannel wanted) {
        return test.write([&](store::Transaction& tx) {
            wanted.channel.id = tx.new_id();
            wanted.channel.sealed_config = box.seal(to_json(wanted.config), wanted.channel.id);
            put_channel(tx, wanted.channel);
            return wanted.channel.id;
        });
    }
    std::string add_webhook(std::string url = hook) {
        return add_channel({.channel = {.name = "hook"}, .config = {.url = std::move(url)}});
    }
    monitor::Channel channel(const std::string& id) {
        return test.write(
            [&](store::Transaction& tx) { return monitor::find_channel(tx, id).value(); });
    }
    std::vector<monitor::Alert> stored() {
        return test.write([](store::Transaction& tx) { return monitor::read_alerts(tx, {}); });
    }
    std::int64_t events() { return std::ranges::count(test.event_names(), "alert"); }

    store::TestDatabase test;
    core::SystemRandom entropy;
    whatsapp::SecretBox box{"master", entropy};
    FakeReceiver receiver;
    std::optional<monitor::Alerts> alerts;
    std::optional<monitor::Notifier> notifier;
};

}  // namespace

TEST_CASE_FIXTURE(AlertsFixture,
                  "an alert goes from pending to firing to resolved, each told once") {
    add_webhook();
    tell("memory_usage", 85, 30s);
    REQUIRE(stored().size() == 1);
    CHECK(stored()[0].state == "pending");
    CHECK(receiver.said().empty());
    tell("memory_usage", 85, 60s);
    CHECK(stored()[0].state == "firing");
    CHECK(stored()[0].level == monitor::Level::warning);
    CHECK(receiver.said() == std::vector<std::string>{"firing memory_usage"});
    tell("memory_usage", 20, 90s);
    CHECK(stored()[0].state == "resolved");
    CHECK(receiver.said() ==
          std::vector<std::string>{"firing memory_usage", "resolved memory_usage"});
    CHECK(events() == 3);
}

TEST_CASE_FIXTURE(AlertsFixture,
                  "what never fired leaves no row, and the page hears that it is over") {
    tell("memory_usage", 85, 30s);
    tell("memory_usage", 20, 1s);
    CHECK(stored().empty());
    CHECK(events() == 2);
}

TEST_CASE_FIXTURE(AlertsFixture, "a warning that becomes critical is told once more, as critical") {
    add_webhook();
    tell("memory_usage", 85, 90s);
    tell("memory_usage", 97, 90s);
    tell("memory_usage", 85, 90s);
    tell("memory_usage", 97, 90s);
    CHECK(receiver.said().size() == 2);
    CHECK(stored()[0].critical_at.has_value());
}

TEST_CASE_FIXTURE(AlertsFixture, "a restart in the middle neither forgets nor tells again") {
    add_webhook();
    tell("memory_usage", 85, 40s);
    stop();
    start();
    tell("memory_usage", 85, 40s);
    CHECK(stored()[0].state == "firing");
    stop();
    start();
    tell("memory_usage", 85, 120s);
    CHECK(receiver.said() == std::vector<std::string>{"firing memory_usage"});
    stop();
    start();
    tell("memory_usage", 20, 90s);
    CHECK(stored().size() == 1);
    CHECK(receiver.said() ==
          std::vector<std::string>{"firing memory_usage", "resolved memory_usage"});
}

TEST_CASE_FIXTURE(AlertsFixture, "what a crash cut off is sent again under the same delivery") {
    const auto id = add_webhook();
    receiver.dead.insert(hook);
    tell("memory_usage", 85, 75s);
    REQUIRE(receiver.refused > 0);
    const auto delivery = test.write(
        [&](store::Transaction& tx) { return monitor::take_batch(tx, id).at(0).delivery; });
    stop();
    receiver.dead.clear();
    start();
    tell("memory_usage", 85, 60s);
    REQUIRE(receiver.taken.size() == 1);
    CHECK(core::parse_json(receiver.taken[0].body).value().at("id").as_string() == delivery);
}

TEST_CASE_FIXTURE(AlertsFixture, "a dead channel is tried ever less often and holds up no other") {
    const auto dead = add_webhook("https://dead.example/");
    add_webhook();
    receiver.dead.insert("https://dead.example/");
    tell("memory_usage", 85, 1h);
    CHECK(receiver.said() == std::vector<std::string>{"firing memory_usage"});
    CHECK(receiver.refused >= 6);
    CHECK(receiver.refused <= 14);
    CHECK(channel(dead).last_error == "Couldn't connect to server");
    CHECK(channel(dead).failures == receiver.refused);
    CHECK(channel(dead).next_try_at.has_value());
}

TEST_CASE_FIXTURE(AlertsFixture,
                  "a flapping day tells nothing twice, and each alert's end after its begin") {
    add_webhook();
    for (int round = 0; round < 288; ++round) {
        tell("memory_usage", round % 7 == 0 ? 97 : 88, 150s);
        tell("memory_usage", 30, 150s);
        if (round % 50 == 25) {
            stop();
            start();
        }
    }
    tell("memory_usage", 30, 40min);
    std::map<std::string, std::vector<std::string>> of_alert;
    std::set<std::string> deliveries;
    for (const auto& request : receiver.taken) {
        const auto body = core::parse_json(request.body).value();
        CHECK(deliveries.insert(std::string(body.at("id").as_string())).second);
        for (const auto& alert : body.at("alerts").as_array())
            if (const auto kind = alert.at("kind").as_string(); kind != "repeated")
                of_alert[std::string(alert.at("id").as_string())].push_back(
                    std::string(kind) +
                    (kind == "firing" ? std::string(alert.at("severity").as_string()) : ""));
    }
    REQUIRE(!of_alert.empty());
    for (auto& [id, said] : of_alert) {
        CHECK(said.front().starts_with("firing"));
        CHECK(said.back().starts_with("resolved"));
        std::ranges::sort(said);
        CHECK(std::ranges::adjacent_find(said) == said.end());
    }
    CHECK(receiver.taken.size() < 40);
}

TEST_CASE_FIXTURE(AlertsFixture, "several alerts of one group within its wait are one message") {
    add_webhook();
    for (int second = 0; second < 90; ++second) {
        test.scheduler.advance(1s);
        test.scheduler.post([&] {
            const std::vector<std::pair<std::string, double>> now{
                {"response_time", 2000}, {"error_rate", 7}, {"memory_usage", 10}};
            alerts->each_second(now, test.clock.steady());
            notifier->each_second();
        });
        test.scheduler.run();
    }
    CHECK(receiver.taken.size() == 1);
    CHECK(receiver.said().size() == 2);
}

TEST_CASE_FIXTURE(AlertsFixture, "a silenced rule is not told until the silence is over") {
    add_webhook();
    test.write([](store::Transaction& tx) {
        monitor::insert_silence(tx, {.id = tx.new_id(),
                                     .rule = "",
                                     .family = "memory",
                                     .until = tx.now() + 10min,
                                     .reason = "maintenance",
                                     .created_by = "u"});
    });
    tell("memory_usage", 85, 9min);
    CHECK(stored()[0].state == "firing");
    CHECK(receiver.said().empty());
    tell("memory_usage", 85, 90s);
    CHECK(receiver.said() == std::vector<std::string>{"firing memory_usage"});
}

TEST_CASE_FIXTURE(AlertsFixture,
                  "what fires on is said again every four hours until it is acknowledged") {
    add_webhook();
    tell("memory_usage", 85, 9h);
    CHECK(receiver.said() == std::vector<std::string>{"firing memory_usage",
                                                      "repeated memory_usage",
                                                      "repeated memory_usage"});
    test.write([](store::Transaction& tx) {
        const auto open = monitor::open_alerts(tx);
        return monitor::acknowledge(tx, open.at(0).first.id, "u").value().id;
    });
    tell("memory_usage", 85, 5h);
    CHECK(receiver.said().size() == 3);
}

TEST_CASE_FIXTURE(AlertsFixture,
                  "a critical alert that nobody acknowledges goes to who is behind") {
    add_channel({.channel = {.name = "boss", .escalation = true}, .config = {.url = hook}});
    tell("memory_usage", 85, 30min);
    CHECK(receiver.said().empty());
    tell("memory_usage", 97, 15min);
    CHECK(receiver.said().empty());
    tell("memory_usage", 97, 3min);
    CHECK(receiver.said() == std::vector<std::string>{"escalated memory_usage"});
    tell("memory_usage", 97, 2h);
    CHECK(receiver.said().size() == 1);
}

TEST_CASE_FIXTURE(AlertsFixture,
                  "a condition holds until it is cleared, each of its labels for itself") {
    alerts->raise("number_stopped", R"({"number":"1"})");
    alerts->raise("number_stopped", R"({"number":"2"})");
    tell("cpu_usage", 1, 2s);
    CHECK(stored().size() == 2);
    alerts->clear("number_stopped", R"({"number":"1"})");
    tell("cpu_usage", 1, 90s);
    CHECK(std::ranges::count(stored(), "resolved", &monitor::Alert::state) == 1);
    CHECK(std::ranges::count(stored(), "firing", &monitor::Alert::state) == 1);
}

TEST_CASE_FIXTURE(AlertsFixture, "a jump of the wall clock fires nothing") {
    add_webhook();
    tell("memory_usage", 85, 30s);
    test.clock.jump_wall(24h);
    tell("memory_usage", 20, 2s);
    test.clock.jump_wall(-48h);
    tell("memory_usage", 20, 120s);
    CHECK(receiver.said().empty());
    CHECK(stored().empty());
}

TEST_CASE_FIXTURE(AlertsFixture, "a mail names its alert, its recipients and its delivery") {
    add_channel({.channel = {.kind = monitor::ChannelKind::email, .name = "ops"},
                 .config = {.recipients = {"ana@example.com"}}});
    tell("memory_usage", 97, 90s);
    REQUIRE(receiver.mails.size() == 1);
    CHECK(receiver.mails[0].recipients == std::vector<std::string>{"ana@example.com"});
    CHECK(receiver.mails[0].message.find("Message-ID: <") != std::string::npos);
}
