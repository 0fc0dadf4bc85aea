#pragma once

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/testing.hpp"
#include "store/database.hpp"

// Test doubles for the store: a migrated database in memory that runs on the test's own thread.
namespace store {

// Runs work at once, or piles it up while held (so that a test can make a group).
class InlineExecutor : public Executor {
public:
    bool writer(core::Callback work) override { return put(std::move(work), held_); }
    bool reader(core::Callback work) override {
        return put(std::move(work), held_ || readers_held_);
    }
    void stop() override;

    void hold() { held_ = true; }
    void hold_readers() { readers_held_ = true; }  // writes run on: a read that takes its time
    void release();

private:
    bool put(core::Callback work, bool held);
    bool held_ = false;
    bool readers_held_ = false;
    bool stopped_ = false;
    std::deque<core::Callback> waiting_;
};

// An empty database in memory with every migration of the house, and what it needs.
//   store::TestDatabase test;
//   test.write([&](store::Transaction& tx) { … });
struct TestDatabase {
    explicit TestDatabase(DatabaseOptions options = {.path = "", .in_memory = true});

    // The job's value, on this thread; what it throws is thrown here.
    template <class F>
    auto write(F job) {
        return database.write_now(std::move(job));
    }
    // What the event log holds, ascending.
    std::vector<model::Event> events();
    std::vector<std::string> event_names();

    core::FakeClock clock;
    core::ManualScheduler scheduler{clock};
    core::SeededRandom random{20261124};
    core::Metrics metrics;
    InlineExecutor executor;
    Database database;
};

}  // namespace store
