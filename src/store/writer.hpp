#pragma once

#include <atomic>
#include <deque>
#include <mutex>

#include "store/connection.hpp"
#include "store/database.hpp"

namespace store {

// The one connection that writes: takes jobs from two queues, people's before webhooks', runs them
// in one transaction a group, and tells their callers after the commit.
class Writer {
public:
    using Job = std::shared_ptr<Database::Job>;
    using Subscriber = std::function<void(std::span<const model::Event>)>;

    Writer(const DatabaseOptions& options, Database::Seams seams);

    // Finds where the event log stands; a new log gets this epoch. Before the first job.
    void open_log(const std::string& fresh_epoch);
    // Any thread. Finishes the job with Unavailable where there is no room.
    void submit(Job job, Priority priority);
    // Refuses new jobs; those that wait are still run.
    void refuse() { refusing_ = true; }
    void checkpoint_and_truncate();
    // Frees the clean pages. The writer's thread, between groups.
    void shrink();

    bool healthy() const { return !broken_; }
    bool disk_is_full() const { return disk_full_; }
    model::LogPosition position() const;
    void subscribe(Subscriber subscriber) { subscribers_.push_back(std::move(subscriber)); }
    void on_fatal(std::function<void(std::string)> handler) { fatal_ = std::move(handler); }
    Connection& connection() { return connection_; }

private:
    void pump();
    void refuse_waiting();
    std::vector<Job> take_group();
    void run_group(std::vector<Job> jobs);
    bool run_together(std::vector<Job>& jobs, Undoing undoing);
    void run_alone(const Job& job);
    bool run_one(const Job& job, std::vector<model::Event>& events, Undoing undoing);
    bool commit_together(std::vector<Job>& jobs, std::vector<model::Event>& events,
                         Undoing undoing);
    void put_back(std::vector<Job>& jobs, std::size_t from);
    void commit(std::size_t jobs);
    void roll_back(std::int64_t sequence);
    std::exception_ptr as_seen_by_caller(const std::exception_ptr& fault);
    void note_written(int wal_pages);
    void announce(const std::vector<model::Event>& events);
    void give_up(const std::string& why);
    void checkpoint_when_long();
    std::optional<std::string> why_full(const Database::Job& job) const;

    DatabaseOptions options_;
    Database::Seams seams_;
    Connection connection_;
    core::UuidSource ids_;
    LogHead head_;
    int wal_pages_ = 0;  // in the WAL since it began anew

    mutable std::mutex mutex_;  // queues and the committed position
    std::deque<Job> queues_[2];
    std::size_t queued_bytes_ = 0;
    bool pumping_ = false;
    model::LogPosition committed_;

    std::atomic<bool> refusing_ = false;
    std::atomic<bool> broken_ = false;
    std::atomic<bool> disk_full_ = false;
    std::vector<Subscriber> subscribers_;
    std::function<void(std::string)> fatal_;

    core::Counter& commits_;
    core::Counter& jobs_;
    core::Counter& refused_;
    core::Histogram& commit_microseconds_;
    core::Histogram& wait_microseconds_;
};

}  // namespace store
