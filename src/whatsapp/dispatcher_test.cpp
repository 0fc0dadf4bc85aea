#include "whatsapp/dispatcher.hpp"

#include <doctest/doctest.h>

#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/outbox.hpp"
#include "whatsapp/testing.hpp"
#include "whatsapp/testing_http.hpp"

using model::MessageStatus;
using net::ClientFailure;
using namespace std::chrono_literals;

namespace {

struct DispatcherFixture : whatsapp::WhatsappFixture {
    DispatcherFixture() { make(); }
    ~DispatcherFixture() { end_of_test(); }

    void make() {
        dispatcher = std::make_unique<whatsapp::Dispatcher>(
            whatsapp::Dispatcher::Seams{store.database, http, store.scheduler, store.clock,
                                        store.random, store.metrics, core::Log(log, "whatsapp"),
                                        box},
            settings, whatsapp::DispatchGuards{guard}, sinks);
    }
    void start() {
        store.scheduler.complete(dispatcher->start());
        running = true;
    }
    // What is under way must have been answered.
    void stop() {
        store.scheduler.complete(dispatcher->stop());
        running = false;
    }
    void end_of_test() {
        if (!running) return;
        for (std::size_t i = 0; i < http.count(); ++i) accept(i, "wamid.late");
        stop();
    }
    // Queues, with the event that inbox appends in the same transaction.
    model::MessageId queue(const std::string& conversation, const std::string& text) {
        const auto message = enqueue(conversation, text);
        store.write(
            [](store::Transaction& tx) { tx.append({.name = "new_message", .data = "{}"}); });
        store.scheduler.run();
        return message;
    }
    template <class F>
    void on_loop(F work) {
        store.scheduler.post(work);
        store.scheduler.run();
    }
    void accept(std::size_t call, const std::string& wamid) {
        on_loop([=, this] { http.accept(call, wamid); });
    }
    void refuse(std::size_t call, int code) {
        on_loop([=, this] { http.refuse(call, code); });
    }
    void lose(std::size_t call, ClientFailure::Sent sent) {
        on_loop([=, this] { http.lose(call, sent); });
    }
    void advance(core::Milliseconds by) { store.scheduler.advance(by); }
    bool counted(const std::string& line) const {
        return store.metrics.to_prometheus().find(line + "\n") != std::string::npos;
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < http.count(); ++i) all.push_back(http.text(i));
        return all;
    }

    core::ListLogSink log;
    whatsapp::HeldHttpClient http;
    whatsapp::ListedGuard guard;
    whatsapp::Settings settings;
    std::unique_ptr<whatsapp::Dispatcher> dispatcher;
    bool running = false;
};

}  // namespace

TEST_CASE_FIXTURE(DispatcherFixture, "a queued message goes at once, and its answer is kept") {
    start();
    const auto message = queue("c", "Hola");
    REQUIRE(http.count() == 1);
    CHECK(http.text(0) == "Hola");
    CHECK(state(message) == MessageStatus::dispatching);
    CHECK(http.attempt(0) == row(message).attempt.text());
    accept(0, "wamid.O");
    CHECK(state(message) == MessageStatus::accepted);
    CHECK(row(message).wamid == "wamid.O");
    CHECK(sink.states_of(message) ==
          std::vector{MessageStatus::dispatching, MessageStatus::accepted});
    CHECK(counted(R"(chasqui_outbox_attempts_total{outcome="accepted"} 1)"));
    CHECK(counted(R"(chasqui_outbox_transitions_total{state="accepted"} 1)"));
    CHECK(counted("chasqui_outbox_lanes 0"));
}

TEST_CASE_FIXTURE(DispatcherFixture,
                  "what was queued before the start goes, in the order of each lane") {
    enqueue("a", "a1");
    enqueue("b", "b1");
    enqueue("a", "a2");
    start();
    advance(100ms);
    CHECK(texts() == std::vector<std::string>{"a1", "b1"});
    accept(0, "wamid.1");
    advance(100ms);
    CHECK(texts() == std::vector<std::string>{"a1", "b1", "a2"});
}

TEST_CASE_FIXTURE(DispatcherFixture, "a message that no event announced is found within 5 s") {
    start();
    enqueue("c", "quiet");
    advance(4s);
    CHECK(http.count() == 0);
    advance(1s);
    CHECK(http.count() == 1);
}

TEST_CASE_FIXTURE(DispatcherFixture,
                  "provably not sent is tried again, with the lane behind it waiting") {
    start();
    const auto message = queue("c", "first");
    queue("c", "second");
    lose(0, ClientFailure::Sent::provably_not);
    CHECK(state(message) == MessageStatus::queued);
    CHECK(http.count() == 1);
    advance(1s);
    CHECK(texts() == std::vector<std::string>{"first", "first"});
    CHECK(http.attempt(0) != http.attempt(1));
    refuse(1, 130429);
    advance(2s);
    CHECK(texts().size() == 3);
    accept(2, "wamid.1");
    advance(100ms);
    CHECK(texts().back() == "second");
}

TEST_CASE_FIXTURE(DispatcherFixture, "ambiguous is never sent again by itself (I-5)") {
    start();
    const auto message = queue("c", "first");
    queue("c", "second");
    lose(0, ClientFailure::Sent::maybe);
    CHECK(state(message) == MessageStatus::unconfirmed);
    advance(29s);
    CHECK(http.count() == 1);
    advance(1s);
    CHECK(texts() == std::vector<std::string>{"first", "second"});
    accept(1, "wamid.2");
    advance(48h);
    CHECK(http.count() == 2);
    CHECK(state(message) == MessageStatus::unconfirmed);
}

TEST_CASE_FIXTURE(DispatcherFixture,
                  "a refused message fails with Meta's reason, and the lane goes on") {
    start();
    const auto message = queue("c", "first");
    queue("c", "second");
    refuse(0, 131047);
    CHECK(state(message) == MessageStatus::failed);
    CHECK(row(message).error->meta_code == 131047);
    advance(100ms);
    CHECK(texts().back() == "second");
}

TEST_CASE_FIXTURE(DispatcherFixture, "a bad token stops its number's queue until it is renewed") {
    start();
    const auto message = queue("a", "a1");
    const auto other = queue("b", "b1");
    advance(100ms);
    REQUIRE(http.count() == 2);
    refuse(0, 190);
    refuse(1, 190);
    CHECK(state(message) == MessageStatus::queued);
    CHECK(state(other) == MessageStatus::queued);
    CHECK(log.contains("number_stopped"));
    queue("c", "c1");
    advance(1h);
    CHECK(http.count() == 2);
    store.write([this](store::Transaction& tx) {
        CHECK(whatsapp::claim_number(tx, {number, "fresh", "", "http://graph.test", "v26.0"}, box,
                                     sinks)
                  .has_value());
    });
    advance(100ms);
    REQUIRE(http.count() == 5);
    CHECK(http.request(2).headers[0].second == "Bearer fresh");
}

TEST_CASE_FIXTURE(DispatcherFixture,
                  "the lanes of a number that stands still take no room, and expire all the same") {
    start();
    const auto first = queue("a", "a1");
    for (int i = 0; i < 50; ++i) enqueue("waiting" + std::to_string(i));
    refuse(0, 190);
    advance(5s);  // the next look
    CHECK(state(first) == MessageStatus::queued);
    CHECK(counted("chasqui_outbox_lanes 0"));
    advance(24h);
    CHECK(state(first) == MessageStatus::expired);
    advance(5s);
    CHECK(counted("chasqui_outbox_oldest_queued_seconds 0"));
    CHECK(counted("chasqui_outbox_lanes 0"));
    CHECK(http.count() == 1);
}

TEST_CASE_FIXTURE(DispatcherFixture,
                  "at the start what was dispatching is unconfirmed, and not sent again") {
    const auto message = enqueue("c", "x");
    store.write([&](store::Transaction& tx) {
        auto found = whatsapp::find_row(tx, message).value();
        found.state = MessageStatus::dispatching;
        found.attempt = model::AttemptId{"lost"};
        whatsapp::insert_attempt(tx, {.id = found.attempt, .message = message, .number = number});
        whatsapp::update_row(tx, found);
    });
    start();
    advance(1h);
    CHECK(state(message) == MessageStatus::unconfirmed);
    CHECK(http.count() == 0);
    CHECK(log.contains("messages_unconfirmed_at_start"));
}

TEST_CASE_FIXTURE(DispatcherFixture,
                  "no more calls are under way than the limit, and none waits for ever") {
    settings.in_flight_max = 3;
    make();
    for (int i = 0; i < 10; ++i) enqueue("c" + std::to_string(i), std::to_string(i));
    start();
    advance(1s);
    CHECK(http.count() == 3);
    for (std::size_t call = 0; call < 10; ++call) {
        REQUIRE(http.count() > call);
        accept(call, "wamid." + std::to_string(call));
        advance(100ms);
    }
    CHECK(http.count() == 10);
}

TEST_CASE_FIXTURE(DispatcherFixture, "a number keeps to its messages a second") {
    settings.messages_per_second = 10;
    make();
    for (int i = 0; i < 30; ++i) enqueue("c" + std::to_string(i));
    start();
    advance(1s);
    CHECK(http.count() >= 10);
    CHECK(http.count() <= 11);
    advance(2s);
    CHECK(http.count() == 30);
}

TEST_CASE_FIXTURE(DispatcherFixture,
                  "stopping waits for what is under way and begins nothing new") {
    start();
    const auto first = queue("c", "first");
    const auto second = queue("c", "second");
    bool stopped = false;
    core::TaskScope outside{core::Log()};
    const auto stopping = [](whatsapp::Dispatcher& it, bool& done) -> core::Task<> {
        co_await it.stop();
        done = true;
    };
    on_loop([&] { outside.spawn("stop", stopping(*dispatcher, stopped)); });
    CHECK_FALSE(stopped);
    accept(0, "wamid.1");
    CHECK(stopped);
    running = false;
    advance(1h);
    CHECK(state(first) == MessageStatus::accepted);
    CHECK(state(second) == MessageStatus::queued);
    CHECK(http.count() == 1);
}

TEST_CASE_FIXTURE(DispatcherFixture, "what was claimed and not sent when it stops is handed back") {
    start();
    store.executor.hold();  // the claim stays with the store
    const auto conversation = "c";
    store.executor.release();
    const auto message = enqueue(conversation, "x");
    store.executor.hold();
    advance(5s);  // the look, then the claim, wait for the store
    store.executor.release();
    store.executor.hold();
    store.scheduler.run();
    bool stopped = false;
    core::TaskScope outside{core::Log()};
    const auto stopping = [](whatsapp::Dispatcher& it, bool& done) -> core::Task<> {
        co_await it.stop();
        done = true;
    };
    on_loop([&] { outside.spawn("stop", stopping(*dispatcher, stopped)); });
    CHECK_FALSE(stopped);
    store.executor.release();
    store.scheduler.run();
    CHECK(stopped);
    running = false;
    CHECK(http.count() == 0);
    CHECK(state(message) == MessageStatus::queued);
    CHECK(row(message).tries == 1);
}

TEST_CASE_FIXTURE(DispatcherFixture, "a status by webhook settles what the call left open") {
    start();
    const auto message = queue("c", "x");
    lose(0, ClientFailure::Sent::maybe);
    receive(status_body(R"("id":"wamid.O","status":"delivered","biz_opaque_callback_data":")" +
                        http.attempt(0) + '"'));
    CHECK(state(message) == MessageStatus::delivered);
}
