#include "store/writer.hpp"

#include <algorithm>
#include <sqlite3.h>

#include "store/event_log.hpp"

namespace store {
namespace {

// Above this the WAL is copied back after a group, when nobody waits for the answer.
constexpr int checkpoint_pages = 2000;
// Above this readers are waited for, so that the file starts anew: 64 MiB is the limit.
constexpr int restart_pages = 12'000;

Connection::Options writing(const DatabaseOptions& options) {
    return {options.path, options.vfs, Connection::Use::write, options.in_memory,
            options.synchronous_full};
}

std::uint64_t microseconds(core::SteadyTime from, core::SteadyTime to) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(
        0, std::chrono::duration_cast<std::chrono::microseconds>(to - from).count()));
}

bool is_full_disk(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const DatabaseError& error) {
        return (error.code() & 0xFF) == SQLITE_FULL;
    } catch (const std::exception&) {
        return false;
    }
}

// Whether this failure says that the disk or the file is broken.
std::optional<std::string> fatal_text(const std::exception_ptr& fault) {
    if (!fault) return std::nullopt;
    try {
        std::rethrow_exception(fault);
    } catch (const DatabaseError& error) {
        if (is_fatal(error.code())) return error.what();
    } catch (const std::exception&) {
        return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

Writer::Writer(const DatabaseOptions& options, Database::Seams seams)
    : options_(options),
      seams_(seams),
      connection_(writing(options)),
      ids_(seams.random),
      commits_(seams.metrics.counter("chasqui_store_commits_total", "Commits of the writer.")),
      jobs_(seams.metrics.counter("chasqui_store_jobs_total", "Jobs that the writer committed.")),
      refused_(seams.metrics.counter("chasqui_store_refused_total",
                                     "Jobs refused since the queue was full.")),
      commit_microseconds_(seams.metrics.histogram("chasqui_store_commit_seconds",
                                                   "Time of one COMMIT with its fsync.")),
      wait_microseconds_(seams.metrics.histogram("chasqui_store_wait_seconds",
                                                 "Time that a job waited for its turn.")) {
    sqlite3_wal_hook(
        connection_.handle(),
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<Writer*>(self)->note_written(pages);
            return SQLITE_OK;
        },
        this);
    seams.metrics.gauge("chasqui_store_queue_jobs", "Jobs that wait for the writer.", [this] {
        const std::lock_guard lock(mutex_);
        return static_cast<double>(queues_[0].size() + queues_[1].size());
    });
    seams_.metrics.gauge("chasqui_store_queue_age_seconds",
                         "How long the oldest job has waited for the writer.", [this] {
                             const std::lock_guard lock(mutex_);
                             const auto now = seams_.clock.steady();
                             std::chrono::duration<double> oldest{0};
                             for (const auto& queue : queues_)
                                 if (!queue.empty())
                                     oldest = std::max<std::chrono::duration<double>>(
                                         oldest, now - queue.front()->queued_at);
                             return oldest.count();
                         });
    seams_.metrics.gauge("chasqui_store_queue_bytes", "Bytes of the jobs that wait.", [this] {
        const std::lock_guard lock(mutex_);
        return static_cast<double>(queued_bytes_);
    });
    seams_.metrics.gauge("chasqui_store_queue_limit_bytes", "Most bytes of jobs that may wait.",
                         [most = options_.queue_bytes_max] { return static_cast<double>(most); });
}

model::LogPosition Writer::position() const {
    const std::lock_guard lock(mutex_);
    return committed_;
}

std::optional<std::string> Writer::why_full(const Database::Job& job) const {
    if (refusing_) return "the store is stopping";
    if (broken_) return "the store cannot write";
    if (queues_[0].size() + queues_[1].size() >= options_.queue_jobs_max)
        return "the writer's queue is full";
    // One job alone always has room, however small the limit was made.
    if (queued_bytes_ > 0 && queued_bytes_ + job.bytes > options_.queue_bytes_max)
        return "the writer's queue is full of bytes";
    for (const auto& queue : queues_)
        if (!queue.empty() && job.queued_at - queue.front()->queued_at > options_.queue_age_max)
            return "the writer is more than 2 s behind";
    return std::nullopt;
}

void Writer::submit(Job job, Priority priority) {
    job->queued_at = seams_.clock.steady();
    job->priority = priority;
    bool start = false;
    std::optional<std::string> full;
    {
        const std::lock_guard lock(mutex_);
        full = why_full(*job);
        if (!full) {
            queued_bytes_ += job->bytes;
            queues_[static_cast<std::size_t>(priority)].push_back(job);
            start = !std::exchange(pumping_, true);
        }
    }
    if (full) {
        refused_.add();
        job->finish(std::make_exception_ptr(Unavailable(*full)));
    }
    if (start && !seams_.executor.writer([this] { pump(); })) refuse_waiting();
}

// The executor has stopped: nobody would ever run what waits.
void Writer::refuse_waiting() {
    for (auto group = take_group(); !group.empty(); group = take_group())
        for (const auto& job : group)
            job->finish(std::make_exception_ptr(Unavailable("the store is stopping")));
}

std::vector<Writer::Job> Writer::take_group() {
    std::vector<Job> group;
    std::size_t bytes = 0;
    const std::lock_guard lock(mutex_);
    for (auto& queue : queues_)
        while (!queue.empty() && group.size() < options_.group_jobs_max &&
               bytes < options_.group_bytes_max) {
            bytes += queue.front()->bytes;
            queued_bytes_ -= queue.front()->bytes;
            group.push_back(std::move(queue.front()));
            queue.pop_front();
        }
    if (group.empty()) pumping_ = false;
    return group;
}

void Writer::pump() {
    for (auto group = take_group(); !group.empty(); group = take_group()) {
        run_group(std::move(group));
        checkpoint_when_long();
    }
}

void Writer::open_log(const std::string& fresh_epoch) {
    Transaction tx(connection_, seams_.clock.wall(), nullptr, nullptr);
    if (read_position(tx).epoch.empty()) renew_epoch(tx, fresh_epoch);
    const auto position = read_position(tx);
    head_ = {position.epoch, position.sequence, options_.language};
    const std::lock_guard lock(mutex_);
    committed_ = position;
}

// Runs one job. False where it cannot be undone alone, or the whole transaction is gone: then all
// of the group must run again.
bool Writer::run_one(const Job& job, std::vector<model::Event>& events, Undoing undoing) {
    Transaction tx(connection_, seams_.clock.wall(), &head_, &ids_, undoing);
    const bool has_savepoint = undoing == Undoing::by_savepoint;
    const auto sequence = head_.sequence;
    const auto changes = connection_.total_changes();
    bool stands = false;
    job->fault = nullptr;
    try {
        if (has_savepoint) connection_.step("SAVEPOINT job");
        stands = job->run(tx);
    } catch (const MustRunAgain&) {
        return false;
    } catch (...) {
        // Given to whoever awaits the job: this is the store's "job" catch.
        job->fault = std::current_exception();
    }
    if (tx.must_run_again_ || !connection_.in_transaction()) return false;
    if (stands) {
        std::move(tx.events_.begin(), tx.events_.end(), std::back_inserter(events));
    } else if (has_savepoint) {
        connection_.step("ROLLBACK TO job");
        head_.sequence = sequence;
    } else if (connection_.total_changes() != changes) {
        return false;
    }
    if (has_savepoint) connection_.step("RELEASE job");
    return true;
}

void Writer::roll_back(std::int64_t sequence) {
    if (connection_.in_transaction()) connection_.step("ROLLBACK");
    head_.sequence = sequence;
}

void Writer::commit(std::size_t jobs) {
    const auto begin = seams_.clock.steady();
    connection_.step("COMMIT");
    commit_microseconds_.record(microseconds(begin, seams_.clock.steady()));
    commits_.add();
    jobs_.add(jobs);
    const std::lock_guard lock(mutex_);
    committed_ = {head_.epoch, head_.sequence};
}

// What has not run yet rides the next commit, in its order.
void Writer::put_back(std::vector<Job>& jobs, std::size_t from) {
    const std::lock_guard lock(mutex_);
    for (auto at = jobs.size(); at > from; --at) {
        auto& job = jobs[at - 1];
        queued_bytes_ += job->bytes;
        queues_[static_cast<std::size_t>(job->priority)].push_front(std::move(job));
    }
    jobs.resize(from);
}

// Runs the jobs in one transaction and commits it. False where that did not come about: nothing
// was recorded then.
bool Writer::commit_together(std::vector<Job>& jobs, std::vector<model::Event>& events,
                             Undoing undoing) {
    const auto began = seams_.clock.steady();
    connection_.step("BEGIN IMMEDIATE");
    for (std::size_t at = 0; at < jobs.size(); ++at) {
        const core::Trace::Entered entered(jobs[at]->trace);
        const auto start = seams_.clock.steady();
        const auto waited = microseconds(jobs[at]->queued_at, start);
        wait_microseconds_.record(waited);
        if (!run_one(jobs[at], events, undoing) || fatal_text(jobs[at]->fault)) return false;
        seams_.log.debug("write_done", {{"waitedUs", waited},
                                        {"us", microseconds(start, seams_.clock.steady())},
                                        {"failed", jobs[at]->fault != nullptr}});
        if (seams_.clock.steady() - began > options_.group_time_max) put_back(jobs, at + 1);
    }
    commit(jobs.size());
    return true;
}

// True where the group was committed and its callers were told. Otherwise nothing was recorded.
bool Writer::run_together(std::vector<Job>& jobs, Undoing undoing) {
    const auto sequence = head_.sequence;
    std::vector<model::Event> events;
    std::exception_ptr fault;
    bool committed = false;
    try {
        committed = commit_together(jobs, events, undoing);
    } catch (const DatabaseError&) {
        fault = std::current_exception();
    }
    if (committed) {
        announce(events);
        for (const auto& job : jobs)
            job->finish(job->fault ? as_seen_by_caller(job->fault) : nullptr);
        return true;
    }
    roll_back(sequence);
    auto broken = fatal_text(fault);
    for (const auto& job : jobs)
        if (!broken) broken = fatal_text(job->fault);
    if (broken) give_up(*broken);
    return false;
}

void Writer::run_group(std::vector<Job> jobs) {
    if (!broken_ && run_together(jobs, Undoing::by_running_all_again)) return;
    if (!broken_ && run_together(jobs, Undoing::by_savepoint)) return;
    // FULL or NOMEM may have rolled back the whole: each job is run again alone. On a broken disk
    // none is tried, not even those that waited: their COMMIT would be a second fsync.
    for (const auto& job : jobs) run_alone(job);
}

void Writer::run_alone(const Job& job) {
    if (broken_) return job->finish(std::make_exception_ptr(Unavailable("the store cannot write")));
    const auto sequence = head_.sequence;
    std::vector<model::Event> events;
    std::exception_ptr fault;
    try {
        connection_.step("BEGIN IMMEDIATE");
        const bool kept = run_one(job, events, Undoing::by_savepoint);
        fault = job->fault;
        if (kept && !fatal_text(fault)) commit(1);
        // The transaction went and the job did not tell: what it wrote is lost all the same.
        if (!kept && !fault) fault = std::make_exception_ptr(Unavailable("the work was undone"));
    } catch (const DatabaseError&) {
        fault = std::current_exception();
    }
    if (fault) roll_back(sequence);
    if (const auto broken = fatal_text(fault)) {
        give_up(*broken);
        fault = std::make_exception_ptr(Unavailable("the store cannot write"));
    }
    if (!fault) announce(events);
    job->finish(fault ? as_seen_by_caller(fault) : nullptr);
}

// A full disk is the caller's 503; everything else stays what it is.
std::exception_ptr Writer::as_seen_by_caller(const std::exception_ptr& fault) {
    if (!is_full_disk(fault)) return fault;
    if (!disk_full_.exchange(true)) seams_.log.error("disk_full");
    return std::make_exception_ptr(Unavailable("the disk is full"));
}

// A commit put this many pages into the WAL: there is room.
void Writer::note_written(int wal_pages) {
    wal_pages_ = wal_pages;
    if (disk_full_.exchange(false)) seams_.log.info("disk_has_room");
}

void Writer::announce(const std::vector<model::Event>& events) {
    if (events.empty()) return;
    for (const auto& subscriber : subscribers_) subscriber(events);
}

// I-11: no further acknowledgement after a write or fsync error, and never a second fsync.
void Writer::give_up(const std::string& why) {
    if (broken_.exchange(true)) return;
    seams_.log.error("store_broken", {{"error", why}});
    if (fatal_) fatal_(why);
}

void Writer::checkpoint_when_long() {
    if (options_.in_memory || broken_ || wal_pages_ < checkpoint_pages) return;
    const int mode =
        wal_pages_ < restart_pages ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
    int pages = 0, copied = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, mode, &pages, &copied);
    if (is_fatal(code)) give_up(sqlite3_errstr(code));
    if (code == SQLITE_OK && copied == pages) wal_pages_ = 0;
}

void Writer::shrink() {
    sqlite3_db_release_memory(connection_.handle());
}

void Writer::checkpoint_and_truncate() {
    if (options_.in_memory) return;
    const int code = sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr,
                                               SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (is_fatal(code)) connection_.fail(code);
    wal_pages_ = 0;
}

}  // namespace store
