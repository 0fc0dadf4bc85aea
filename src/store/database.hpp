#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/catalogue.hpp"
#include "core/check.hpp"
#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "core/scheduler.hpp"
#include "core/trace.hpp"
#include "model/event.hpp"
#include "store/database_error.hpp"
#include "store/executor.hpp"
#include "store/transaction.hpp"

namespace store {

struct DatabaseOptions {
    std::string path;        // a file, or a name for a database in memory
    bool in_memory = false;  // shared by the connections of this process, gone with it
    bool synchronous_full =
        true;              // false loses acknowledged rows at power loss: for the proof of that
    std::string vfs = "";  // SQLite's VFS; "" is the system's
    std::size_t queue_jobs_max = 4096;
    std::size_t queue_bytes_max = 64 * 1024 * 1024;
    core::Milliseconds queue_age_max{2000};
    std::size_t group_jobs_max = 256;
    // What the jobs of one commit carry, one job beyond it included: dirty pages stay in memory
    // until the commit.
    std::size_t group_bytes_max = 8 * 1024 * 1024;
    core::Milliseconds group_time_max{5};
    core::Milliseconds read_time_max{5000};
    core::Language language = core::Language::es;  // Transaction::language()
};

// Whose work goes first.
enum class Priority : std::size_t { people, webhooks };

// The database: one writer that commits in groups, and readers that each see one snapshot.
// A job touches only its transaction and what it owns, has no outside effect, and may run more
// than once. An awaiting coroutine resumes on its own scheduler, after the commit (fsync).
// Any loop's thread may call.
class Database {
public:
    struct Seams {
        Executor& executor;
        const core::Clock& clock;
        core::Random& random;
        core::Metrics& metrics;
        core::Log log;
    };

    // Opens or makes the database, migrates it and checkpoints the WAL. Throws CannotOpen with
    // data.not_a_database, data.damaged, data.cannot_open, data.failed, or what migrate() says.
    Database(DatabaseOptions options, Seams seams);
    ~Database();

    // co_await database.write(job): job is a callable R(Transaction&). Where R is a core::Result
    // that holds a failure, everything the job wrote is undone. Throws what the job threw,
    // Unavailable where the queue is full. `bytes` is what the job carries, for the queue's limit.
    template <class F>
    auto write(F job, Priority priority = Priority::people, std::size_t bytes = 0);
    // co_await database.read(job): one read-only snapshot. Beyond options.read_time_max it is
    // interrupted, and Unavailable is thrown.
    template <class F>
    auto read(F job);

    // The same without coroutines, for the time before and after the loops: runs on this thread's
    // wait. Not from a loop's thread.
    template <class F>
    auto write_now(F job);

    // Called on the writer's thread after each commit with its events, in ascending sequence.
    // Subscribe before the first write.
    void subscribe(std::function<void(std::span<const model::Event>)> subscriber);

    // False after a write or fsync error (I-11): nothing more is acknowledged, not even what waited
    // already, and `on_fatal` of the composition root, which is told why, ends the process.
    bool can_write() const;
    // True from a write that found no room until the next one that found some.
    bool disk_is_full() const;
    void on_fatal(std::function<void(std::string)> handler);

    model::LogPosition position() const;  // of the last commit
    // Gives back what is only kept to be fast: the writer's clean pages, and readers that have
    // nothing to do. The next use is slower. Any thread.
    void shrink();
    // Refuses new jobs, finishes those it has, stops the executor and checkpoints.
    void close();

    struct Job;

private:
    template <class R>
    struct TypedJob;
    class Impl;
    void open(const DatabaseOptions& options, Seams seams);
    void submit_write(std::shared_ptr<Job> job, Priority priority);
    void submit_read(std::shared_ptr<Job> job);
    void run_and_wait(std::shared_ptr<Job> job);
    void stop_work();

    Executor& executor_;
    std::unique_ptr<Impl> impl_;
};

// A job on its way through the store: run on a store thread, finished on the caller's scheduler.
struct Database::Job {
    virtual ~Job() = default;
    // Runs the work; true where what it wrote is to stand.
    virtual bool run(Transaction& tx) = 0;
    // Tells the caller. Called once, from any thread, after the outcome is final.
    void finish(std::exception_ptr failure);

    std::size_t bytes = 0;
    Priority priority = Priority::people;
    core::SteadyTime queued_at{};
    core::Trace* trace = core::Trace::current();  // whom it works for; waits for it
    std::exception_ptr fault;
    core::Callback resume;  // absent: somebody waits in run_and_wait
    core::Scheduler* home = nullptr;
    std::function<void()> finished;  // for run_and_wait
};

template <class R>
struct Database::TypedJob final : Database::Job {
    explicit TypedJob(core::UniqueFunction<R(Transaction&)> callable) : work(std::move(callable)) {}
    bool run(Transaction& tx) override {
        if constexpr (std::is_void_v<R>) {
            work(tx);
            return true;
        } else {
            value.emplace(work(tx));
            if constexpr (core::is_result<R>) return value->has_value();
            return true;
        }
    }
    R take() {
        if (fault) std::rethrow_exception(fault);
        if constexpr (!std::is_void_v<R>) return std::move(*value);
    }
    core::UniqueFunction<R(Transaction&)> work;
    struct Nothing {};
    std::optional<std::conditional_t<std::is_void_v<R>, Nothing, R>> value;
};

namespace detail {

template <class J, class Submit>
struct JobAwaiter {
    std::shared_ptr<J> job;
    Submit submit;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
        job->home = core::Scheduler::current();
        core::check(job->home != nullptr, "the store is awaited on a scheduler's thread");
        job->resume = [awaiting] { awaiting.resume(); };
        // A copy: once submitted, the coroutine may resume and end before this returns.
        auto submitting = std::move(submit);
        submitting(job);
    }
    auto await_resume() { return job->take(); }
};

}  // namespace detail

template <class F>
auto Database::write(F job, Priority priority, std::size_t bytes) {
    using R = std::invoke_result_t<F&, Transaction&>;
    auto typed = std::make_shared<TypedJob<R>>(std::move(job));
    typed->bytes = bytes;
    auto submit = [this, priority](std::shared_ptr<Job> queued) {
        submit_write(std::move(queued), priority);
    };
    return detail::JobAwaiter<TypedJob<R>, decltype(submit)>{std::move(typed), std::move(submit)};
}

template <class F>
auto Database::read(F job) {
    using R = std::invoke_result_t<F&, Transaction&>;
    auto submit = [this](std::shared_ptr<Job> queued) { submit_read(std::move(queued)); };
    return detail::JobAwaiter<TypedJob<R>, decltype(submit)>{
        std::make_shared<TypedJob<R>>(std::move(job)), std::move(submit)};
}

template <class F>
auto Database::write_now(F job) {
    using R = std::invoke_result_t<F&, Transaction&>;
    auto typed = std::make_shared<TypedJob<R>>(std::move(job));
    run_and_wait(typed);
    return typed->take();
}

}  // namespace store
