#include "whatsapp/connection_check.hpp"

#include <doctest/doctest.h>

#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/testing.hpp"
#include "whatsapp/testing_http.hpp"

using net::ClientFailure;
using net::ClientResponse;
using whatsapp::ConnectionState;
using namespace std::chrono_literals;

namespace {

struct CheckFixture : whatsapp::WhatsappFixture {
    CheckFixture() {
        // No background probe unless a test is about it.
        settings.check_interval = 24h;
        settings.webhook_silence = core::Milliseconds{0};
    }
    ~CheckFixture() {
        if (!check) return;
        answer_all(good());
        stop();
    }

    // The first probe comes by itself, and is answered unless a test says otherwise.
    void start(std::optional<net::ClientOutcome> first = good()) {
        check.emplace(
            whatsapp::ConnectionCheck::Seams{store.database, http, store.scheduler, store.clock,
                                             store.random, store.metrics,
                                             core::Log(log, "whatsapp"), box, book, sinks},
            settings);
        store.scheduler.complete(check->start());
        store.scheduler.advance(1s);
        if (first) answer_all(*first);
    }
    void stop() {
        store.scheduler.post([this] { asked.push_back(keep(check->stop())); });
        store.scheduler.run();
        answer_all(good());
        store.scheduler.run();
        check.reset();
    }
    // Somebody asks; how often they were answered is in `told`.
    void ask() {
        store.scheduler.post([this] { asked.push_back(keep(wait_for_check())); });
        store.scheduler.run();
    }
    core::Task<> wait_for_check() {
        co_await check->check();
        ++told;
    }
    struct Kept {
        std::optional<core::detail::Nothing> value;
        std::exception_ptr fault;
    };
    std::shared_ptr<Kept> keep(core::Task<> task) {
        auto kept = std::make_shared<Kept>();
        core::detail::keep_outcome(core::detail::with_value(std::move(task)), kept->value,
                                   kept->fault);
        return kept;
    }

    static net::ClientOutcome good() {
        return ClientResponse{200, {}, R"({"id":"106540352242922","quality_rating":"GREEN"})"};
    }
    static net::ClientOutcome refused(int code) {
        return ClientResponse{
            400, {}, R"({"error":{"message":"m","code":)" + std::to_string(code) + "}}"};
    }
    static net::ClientOutcome lost() {
        return ClientFailure{ClientFailure::Sent::provably_not, "Could not resolve host"};
    }
    void answer(const net::ClientOutcome& outcome) {
        store.scheduler.post([&] { http.answer(answered++, outcome); });
        store.scheduler.run();
    }
    void answer_all(const net::ClientOutcome& outcome) {
        while (answered < http.count()) answer(outcome);
    }
    void advance(core::Milliseconds by) { store.scheduler.advance(by); }
    whatsapp::Connection now() { return book.find(number).value(); }
    std::string fault() { return now().fault ? now().fault->code : ""; }
    std::vector<model::Event> announced() {
        std::vector<model::Event> some;
        for (auto& event : store.events())
            if (event.data.find("\"connection\":") != std::string::npos) some.push_back(event);
        return some;
    }

    core::ListLogSink log;
    whatsapp::HeldHttpClient http;
    whatsapp::Settings settings;
    whatsapp::ConnectionBook book{24h};
    std::optional<whatsapp::ConnectionCheck> check;
    std::vector<std::shared_ptr<Kept>> asked;
    std::size_t answered = 0;
    int told = 0;
};

}  // namespace

TEST_CASE_FIXTURE(CheckFixture, "nothing is known until the first probe, which comes by itself") {
    start(std::nullopt);
    CHECK(now().state == ConnectionState::unknown);
    REQUIRE(http.count() == 1);
    CHECK(http.request(0).method == "GET");
    CHECK(http.request(0).url.starts_with("http://graph.test/v26.0/106540352242922?fields="));
    answer(good());
    CHECK(now().state == ConnectionState::connected);
    CHECK(now().quality == "GREEN");
    CHECK(now().checked_at == store.clock.wall());
}

TEST_CASE_FIXTURE(CheckFixture, "a good answer is believed for the cache's 60 seconds") {
    start();
    advance(59s);
    ask();
    CHECK(http.count() == 1);
    CHECK(told == 1);
    advance(1s);
    ask();
    CHECK(http.count() == 2);
    CHECK(told == 1);
    answer(good());
    CHECK(told == 2);
}

TEST_CASE_FIXTURE(CheckFixture,
                  "a bad answer is asked about again, never within the cooldown's 30 s") {
    start(refused(190));
    CHECK(fault() == "connection.token");
    advance(29s);
    ask();
    CHECK(http.count() == 1);
    CHECK(told == 1);
    advance(1s);
    ask();
    CHECK(http.count() == 2);
    answer(good());
    CHECK(told == 2);
    CHECK(now().state == ConnectionState::connected);
}

TEST_CASE_FIXTURE(CheckFixture, "who asks while a probe is under way waits for that one") {
    start(std::nullopt);
    ask();
    ask();
    ask();
    CHECK(http.count() == 1);
    CHECK(told == 0);
    answer(good());
    CHECK(told == 3);
    CHECK(http.count() == 1);
}

TEST_CASE_FIXTURE(CheckFixture, "a lost call is tried twice more, a second apart") {
    start(std::nullopt);
    answer(lost());
    CHECK(http.count() == 1);
    CHECK(now().state == ConnectionState::unknown);
    advance(999ms);
    CHECK(http.count() == 1);
    advance(1ms);
    CHECK(http.count() == 2);
    answer(ClientResponse{503, {}, "<html>"});
    advance(1s);
    CHECK(http.count() == 3);
    answer(lost());
    advance(10s);
    CHECK(http.count() == 3);
    CHECK(fault() == "connection.network");
    CHECK(now().fault->detail == "Could not resolve host");
    CHECK(now().state == ConnectionState::failing);
}

TEST_CASE_FIXTURE(CheckFixture, "what Meta said for certain is not tried again") {
    start(std::nullopt);
    answer(refused(190));
    advance(10s);
    CHECK(http.count() == 1);
}

TEST_CASE_FIXTURE(CheckFixture,
                  "what fails is looked at by ourselves each time the cache is over") {
    start(refused(190));
    advance(59s);
    CHECK(http.count() == 1);
    advance(2s);
    CHECK(http.count() == 2);
    answer(good());
    CHECK(fault().empty());
}

TEST_CASE_FIXTURE(CheckFixture, "what real traffic proves is not probed; silence is") {
    settings.check_interval = 5min;
    start();
    for (int i = 0; i < 60; ++i) {
        advance(60s);
        book.send_answered(number, store.clock.wall(), true);
    }
    CHECK(http.count() == 1);
    advance(6min);
    CHECK(http.count() == 2);
}

TEST_CASE_FIXTURE(CheckFixture, "a send without an answer is looked into after the cooldown") {
    start();
    book.send_unanswered(number);
    advance(28s);
    CHECK(http.count() == 1);
    advance(2s);
    CHECK(http.count() == 2);
}

TEST_CASE_FIXTURE(CheckFixture, "each change is told once, to the staff and the number's agents") {
    start();
    REQUIRE(announced().size() == 1);
    const auto first = announced()[0];
    CHECK(first.data.find(R"("connection":{"state":"connected","fault":null)") !=
          std::string::npos);
    CHECK(first.rooms == std::vector<std::string>{"staff", "scope:106540352242922:none"});
    advance(10s);
    book.send_refused(number, {"connection.token", "code 190"}, store.clock.wall());
    store.scheduler.run();
    REQUIRE(announced().size() == 2);
    CHECK(announced()[1].data.find(R"("fault":{"code":"connection.token","detail":"code 190"})") !=
          std::string::npos);
    book.send_refused(number, {"connection.token", "code 190"}, store.clock.wall());
    advance(5s);
    CHECK(announced().size() == 2);
}

TEST_CASE_FIXTURE(CheckFixture, "a burst of changes is at most one event a second") {
    start();
    advance(10s);
    for (int i = 0; i < 40; ++i) {
        book.send_refused(number, {"connection.rate_limited", ""}, store.clock.wall());
        store.scheduler.run();
        book.send_answered(number, store.clock.wall(), true);
        advance(50ms);
    }
    advance(2s);
    CHECK(announced().size() <= 5);
    CHECK(announced().back().data.find(R"("state":"connected")") != std::string::npos);
}

TEST_CASE_FIXTURE(CheckFixture,
                  "a queue that stood still for its token goes on when the token is good") {
    start(refused(190));
    store.write(
        [this](store::Transaction& tx) { whatsapp::stop_number(tx, number, "token", sinks); });
    advance(61s);
    answer_all(good());
    const auto row = store.write(
        [](store::Transaction& tx) { return whatsapp::find_number(tx, number).value(); });
    CHECK(row.fault.empty());
}

TEST_CASE_FIXTURE(CheckFixture, "new credentials are tried at once, whatever the cooldown") {
    start(refused(190));
    const auto claimed = store.write([this](store::Transaction& tx) {
        return whatsapp::claim_number(
            tx, {number, "a new token", "1", "http://graph.test", "v26.0"}, box, sinks);
    });
    REQUIRE(claimed.has_value());
    advance(1s);
    REQUIRE(http.count() == 2);
    CHECK(http.request(1).headers.front().second == "Bearer a new token");
}

TEST_CASE_FIXTURE(CheckFixture, "whoever waits at the end is let go") {
    start();
    advance(60s);
    ask();
    CHECK(told == 0);
    stop();
    CHECK(told == 1);
}

TEST_CASE_FIXTURE(CheckFixture, "probes are counted by what they found") {
    start(refused(10));
    CHECK(store.metrics.to_prometheus().find(
              "chasqui_connection_probes_total{outcome=\"permission\"} 1") != std::string::npos);
}
