#include "store/readers.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace store {
namespace {

constexpr int steps_between_looks = 10'000;

// Interrupts the connection's statements once the deadline has passed, for as long as it lives.
class Deadline {
public:
    Deadline(Connection& connection, const core::Clock& clock, core::Milliseconds most)
        : connection_(connection), clock_(clock), end_(clock.steady() + most) {
        sqlite3_progress_handler(connection.handle(), steps_between_looks, passed, this);
    }
    ~Deadline() { sqlite3_progress_handler(connection_.handle(), 0, nullptr, nullptr); }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

private:
    static int passed(void* self) {
        const auto& deadline = *static_cast<Deadline*>(self);
        return deadline.clock_.steady() > deadline.end_ ? 1 : 0;
    }

    Connection& connection_;
    const core::Clock& clock_;
    core::SteadyTime end_;
};

}  // namespace

Readers::Readers(const DatabaseOptions& options, Database::Seams seams, Connection* shared)
    : options_(options),
      seams_(seams),
      shared_(shared),
      reads_(seams.metrics.counter("chasqui_store_reads_total", "Read transactions.")),
      microseconds_(
          seams.metrics.histogram("chasqui_store_read_seconds", "Time of one read transaction.")) {}

void Readers::submit(std::shared_ptr<Database::Job> job) {
    bool full = false;
    {
        const std::lock_guard lock(mutex_);
        full = refusing_ || waiting_ >= options_.queue_jobs_max;
        if (!full) ++waiting_;
    }
    if (full)
        return job->finish(std::make_exception_ptr(Unavailable("the readers' queue is full")));
    if (seams_.executor.reader([this, job] { run(job); })) return;
    leave_queue();
    job->finish(std::make_exception_ptr(Unavailable("the store is stopping")));
}

void Readers::refuse() {
    const std::lock_guard lock(mutex_);
    refusing_ = true;
}

void Readers::drop_idle() {
    std::vector<std::unique_ptr<Connection>> dropped;  // closed without the lock
    const std::lock_guard lock(mutex_);
    dropped.swap(idle_);
}

void Readers::leave_queue() {
    const std::lock_guard lock(mutex_);
    --waiting_;
}

std::unique_ptr<Connection> Readers::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    return std::make_unique<Connection>(
        Connection::Options{options_.path, options_.vfs, Connection::Use::read, false, true});
}

// One that could not end its transaction is closed instead.
void Readers::give_back(std::unique_ptr<Connection> connection) {
    if (connection->in_transaction()) return;
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
}

void Readers::run(const std::shared_ptr<Database::Job>& job) {
    const core::Trace::Entered entered(job->trace);
    const auto begin = seams_.clock.steady();
    leave_queue();
    std::unique_ptr<Connection> own;
    try {
        if (shared_ == nullptr) own = take();
        read_on(own ? *own : *shared_, *job);
    } catch (const DatabaseError& fault) {
        job->fault = (fault.code() & 0xFF) == SQLITE_INTERRUPT
                         ? std::make_exception_ptr(Unavailable("the read took too long"))
                         : std::current_exception();
    } catch (...) {
        // Given to whoever awaits the job: this is the store's "job" catch.
        job->fault = std::current_exception();
    }
    if (own) give_back(std::move(own));
    reads_.add();
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(seams_.clock.steady() - begin);
    microseconds_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())));
    seams_.log.debug("read_done", {{"us", took.count()}, {"failed", job->fault != nullptr}});
    job->finish(nullptr);
}

void Readers::read_on(Connection& connection, Database::Job& job) {
    const Deadline deadline(connection, seams_.clock, options_.read_time_max);
    connection.step("BEGIN");
    try {
        Transaction tx(connection, seams_.clock.wall(), nullptr, nullptr);
        job.run(tx);
    } catch (...) {
        if (connection.in_transaction()) connection.step("ROLLBACK");
        throw;
    }
    connection.step("COMMIT");
}

}  // namespace store
