#include "store/database.hpp"

#include <doctest/doctest.h>

#include "core/task_scope.hpp"
#include "store/event_log.hpp"
#include "store/testing.hpp"
#include "store/thread_executor.hpp"

using namespace std::chrono_literals;

namespace {

struct StoreFixture : store::TestDatabase {
    StoreFixture() {
        write([](store::Transaction& tx) {
            return tx.run(
                "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL) STRICT");
        });
    }
    auto insert(std::string text) {
        return [text](store::Transaction& tx) {
            tx.append({.name = "noted", .data = "{}", .rooms = {"staff"}});
            return tx.run("INSERT INTO notes (text) VALUES ($1)", {text});
        };
    }
    std::int64_t count() {
        return write([](store::Transaction& tx) {
            auto rows = tx.rows("SELECT count(*) FROM notes");
            rows.next();
            return rows.integer(0);
        });
    }
    // A job in a coroutine; the group stays open until the executor is released.
    core::Task<std::string> outcome(std::string text) {
        try {
            co_await database.write(insert(text));
            co_return "stored";
        } catch (const store::ConstraintViolation&) {
            co_return "refused";
        } catch (const store::Unavailable& full) {
            co_return full.what();
        }
    }
    void start(std::string text, std::vector<std::string>& outcomes) {
        scope.spawn("test", collect(std::move(text), outcomes));
    }
    core::Task<> collect(std::string text, std::vector<std::string>& outcomes) {
        auto result = co_await outcome(std::move(text));
        outcomes.push_back(std::move(result));
    }
    struct Turn {
        std::string name;
        store::Priority priority;
    };
    core::Task<> note_turn(Turn turn, std::vector<std::string>& order) {
        co_await database.write(
            [&order, name = turn.name](store::Transaction&) {
                order.push_back(name);
                return 0;
            },
            turn.priority);
    }
    core::Task<> run(std::function<core::Result<>(store::Transaction&)> job) {
        [[maybe_unused]] const auto result = co_await database.write(std::move(job));
    }
    core::TaskScope scope{core::Log{}};
};

// A read that takes its time.
core::Task<std::int64_t> count_to(store::Database& database, std::int64_t most) {
    co_return co_await database.read([most](store::Transaction& tx) {
        auto rows = tx.rows(
            "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted "
            "WHERE n < $1) SELECT max(n) FROM counted",
            {most});
        rows.next();
        return rows.integer(0);
    });
}

}  // namespace

TEST_CASE_FIXTURE(StoreFixture,
                  "a group commits together, and one that breaks a rule undoes itself alone") {
    const core::Scheduler::Entered entered(scheduler);
    const auto commits = metrics.counter("chasqui_store_commits_total", "").value();
    std::vector<std::string> outcomes;
    executor.hold();
    for (const auto* text : {"a", "b", "a", "c"}) start(text, outcomes);
    CHECK(outcomes.empty());
    executor.release();
    scheduler.run();
    CHECK(outcomes == std::vector<std::string>{"stored", "stored", "refused", "stored"});
    CHECK(metrics.counter("chasqui_store_commits_total", "").value() == commits + 1);
    CHECK(count() == 3);
}

TEST_CASE_FIXTURE(StoreFixture,
                  "sequences are given without holes, and undone events are seen by nobody") {
    std::vector<std::int64_t> told;
    database.subscribe([&](std::span<const model::Event> events) {
        for (const auto& event : events) told.push_back(event.sequence);
    });
    write(insert("a"));
    CHECK_THROWS_AS(write(insert("a")), store::ConstraintViolation);
    write(insert("b"));
    CHECK(told == std::vector<std::int64_t>{1, 2});
    CHECK(event_names() == std::vector<std::string>{"noted", "noted"});
    CHECK(database.position().sequence == 2);
}

TEST_CASE_FIXTURE(StoreFixture, "a job that returns a failed Result leaves nothing behind") {
    const auto result = write([&](store::Transaction& tx) -> core::Result<int> {
        insert("a")(tx);
        return core::Error{core::Kind::conflict, "test.no"};
    });
    CHECK(result.error().code == "test.no");
    CHECK(count() == 0);
    CHECK(events().empty());
}

TEST_CASE_FIXTURE(StoreFixture, "nested work that throws Undo is undone, the rest stands") {
    const auto stood = write([&](store::Transaction& tx) {
        insert("a")(tx);
        const bool first = tx.nested([&] {
            insert("b")(tx);
            throw store::Undo{};
        });
        const bool second = tx.nested([&] { insert("c")(tx); });
        return std::pair(first, second);
    });
    CHECK(stood == std::pair(false, true));
    CHECK(count() == 2);
    CHECK(database.position().sequence == 2);
}

TEST_CASE_FIXTURE(StoreFixture, "a group runs once, and once more where something is undone") {
    const core::Scheduler::Entered entered(scheduler);
    int runs = 0;
    // What the middle one of three does, after one that writes.
    const auto run_group = [&](auto middle) {
        std::vector<std::string> outcomes;
        runs = 0;
        executor.hold();
        start("before", outcomes);
        scope.spawn("test", run(middle));
        start("after", outcomes);
        executor.release();
        scheduler.run();
        CHECK(outcomes == std::vector<std::string>{"stored", "stored"});
        CHECK(count() == 2);
        write([](store::Transaction& tx) { return tx.run("DELETE FROM notes"); });
        return runs;
    };
    const core::Error no{core::Kind::conflict, "test.no"};
    CHECK(run_group([&](store::Transaction&) -> core::Result<> {
              ++runs;
              return no;
          }) == 1);
    CHECK(run_group([&](store::Transaction& tx) -> core::Result<> {
              ++runs;
              insert("middle")(tx);
              return no;
          }) == 2);
    CHECK(run_group([&](store::Transaction& tx) -> core::Result<> {
              ++runs;
              tx.nested([] { throw store::Undo{}; });
              return {};
          }) == 1);
    CHECK(run_group([&](store::Transaction& tx) -> core::Result<> {
              ++runs;
              tx.nested([&] {
                  insert("middle")(tx);
                  throw store::Undo{};
              });
              return {};
          }) == 2);
    CHECK(run_group([&](store::Transaction& tx) -> core::Result<> {
              ++runs;
              try {
                  tx.nested([&] {
                      tx.nested([&] { insert("middle")(tx); });
                      throw 1;
                  });
              } catch (...) {
                  return {};
              }
              return {};
          }) == 2);
    CHECK(event_names().size() == 10);
    CHECK(database.position().sequence == 10);
}

TEST_CASE_FIXTURE(StoreFixture, "a full queue refuses and records nothing") {
    const core::Scheduler::Entered entered(scheduler);
    std::vector<std::string> outcomes;
    executor.hold();
    for (int i = 0; i < 4097; ++i) start("t" + std::to_string(i), outcomes);
    scheduler.run();
    CHECK(outcomes == std::vector<std::string>{"the writer's queue is full"});
    executor.release();
    scheduler.run();
    CHECK(count() == 4096);
}

TEST_CASE_FIXTURE(StoreFixture, "a queue more than two seconds behind refuses") {
    const core::Scheduler::Entered entered(scheduler);
    std::vector<std::string> outcomes;
    executor.hold();
    start("a", outcomes);
    clock.advance(2001ms);
    start("b", outcomes);
    scheduler.run();
    CHECK(outcomes == std::vector<std::string>{"the writer is more than 2 s behind"});
    executor.release();
    scheduler.run();
    CHECK(count() == 1);
}

TEST_CASE_FIXTURE(StoreFixture, "people go before webhooks") {
    const core::Scheduler::Entered entered(scheduler);
    std::vector<std::string> order;
    executor.hold();
    scope.spawn("webhook", note_turn({"webhook", store::Priority::webhooks}, order));
    scope.spawn("person", note_turn({"person", store::Priority::people}, order));
    executor.release();
    scheduler.run();
    CHECK(order == std::vector<std::string>{"person", "webhook"});
}

TEST_CASE_FIXTURE(StoreFixture,
                  "the log is trimmed by age and number, but never its newest entry") {
    write(insert("a"));
    write(insert("b"));
    clock.advance(8 * 24h);
    CHECK_FALSE(write(store::trim_event_log).more);
    CHECK(write(store::oldest_cursor) == 1);
    CHECK_FALSE(write(store::trim_event_log).more);
    CHECK(write(store::oldest_cursor) == 1);
    write(insert("c"));
    CHECK(database.position().sequence == 3);
}

TEST_CASE_FIXTURE(StoreFixture, "trimming says that more is left until the log keeps its limits") {
    const auto append = [this](int count) {
        write([count](store::Transaction& tx) {
            for (int i = 0; i < count; ++i)
                tx.append({.name = "noted", .data = "{}", .rooms = {"staff"}});
            return 0;
        });
    };
    append(6'000);
    clock.advance(store::event_log_age_max + 1ms);
    append(1'000);
    CHECK(write(store::trim_event_log).more);  // a slice of the old ones
    CHECK_FALSE(write(store::trim_event_log).more);
    CHECK(write(store::oldest_cursor) == 6'000);
    append(static_cast<int>(store::event_log_entries_max) + 5'500);
    int slices = 1;
    while (write(store::trim_event_log).more) ++slices;
    CHECK(slices == 2);
    CHECK(database.position().sequence - write(store::oldest_cursor) ==
          store::event_log_entries_max);
}

TEST_CASE_FIXTURE(StoreFixture, "work that undid its own transaction is not acknowledged") {
    CHECK_THROWS_AS(write([&](store::Transaction& tx) {
                        insert("a")(tx);
                        tx.run("ROLLBACK");
                        return 0;
                    }),
                    store::Unavailable);
    CHECK(count() == 0);
    write(insert("b"));
    CHECK(event_names() == std::vector<std::string>{"noted"});
}

TEST_CASE_FIXTURE(StoreFixture, "after the stop nothing is taken, and each caller is told") {
    const core::Scheduler::Entered entered(scheduler);
    std::vector<std::string> outcomes;
    executor.stop();  // before the database knows: a job that comes in the midst of a stop
    start("a", outcomes);
    scheduler.run();
    CHECK(outcomes == std::vector<std::string>{"the store is stopping"});
    CHECK_THROWS_AS(scheduler.complete(count_to(database, 10)), store::Unavailable);
}

TEST_CASE("a read past its time is told to come again, and the next one has a connection") {
    store::TestDatabase test({.path = "", .in_memory = true, .read_time_max = -1ms});
    CHECK_THROWS_AS(test.scheduler.complete(count_to(test.database, 1'000'000)),
                    store::Unavailable);
    CHECK(test.scheduler.complete(count_to(test.database, 10)) == 10);
}

TEST_CASE("a thread executor that has stopped says that it takes nothing") {
    store::ThreadExecutor executor(1);
    executor.stop();
    CHECK_FALSE(executor.writer([] {}));
    CHECK_FALSE(executor.reader([] {}));
}
