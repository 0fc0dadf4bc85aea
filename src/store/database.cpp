#include "store/database.hpp"

#include <filesystem>
#include <future>
#include <pwd.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.hpp"
#include "store/event_log.hpp"
#include "store/migrations.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace store {
namespace {

std::string name_of(::uid_t user) {
    const auto* entry = ::getpwuid(user);
    return entry != nullptr ? entry->pw_name : std::to_string(user);
}

// What the operator is told of a database that cannot be opened or brought up to date.
core::Error why_not_open(const std::string& path, const DatabaseError& fault) {
    const std::string reason = fault.what();
    const auto failed = [&](std::string code, std::vector<core::Parameter> more = {}) {
        std::vector<core::Parameter> parameters{{"path", path}, {"reason", reason}};
        parameters.insert(parameters.end(), more.begin(), more.end());
        return core::Error{core::Kind::unavailable, std::move(code), std::move(parameters)};
    };
    switch (fault.code() & 0xFF) {
        case SQLITE_NOTADB: return failed("data.not_a_database");
        case SQLITE_CORRUPT: return failed("data.damaged");
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY: {
            // Where there is no file yet, the folder decides.
            struct stat status{};
            const auto folder = std::filesystem::path(path).parent_path().string();
            const bool known = ::stat(path.c_str(), &status) == 0 ||
                               ::stat(folder.empty() ? "." : folder.c_str(), &status) == 0;
            return failed("data.cannot_open", {{"owner", known ? name_of(status.st_uid) : "?"},
                                               {"user", name_of(::geteuid())}});
        }
        default: return failed("data.failed");
    }
}

}  // namespace

class Database::Impl {
public:
    Impl(const DatabaseOptions& options, Seams seams)
        : writer(options, seams),
          readers(options, seams, options.in_memory ? &writer.connection() : nullptr) {}
    Writer writer;
    Readers readers;
};

void Database::Job::finish(std::exception_ptr failure) {
    if (failure) fault = failure;
    if (home != nullptr)
        home->post(std::move(resume));
    else
        finished();
}

Database::Database(DatabaseOptions options, Seams seams) : executor_(seams.executor) {
    try {
        open(options, seams);
    } catch (const DatabaseError& fault) {
        throw CannotOpen(why_not_open(options.path, fault));
    }
}

void Database::open(const DatabaseOptions& options, Seams seams) {
    impl_ = std::make_unique<Impl>(options, seams);
    const auto copy = options.in_memory ? "" : options.path + ".before-migration";
    const int ran =
        migrate(impl_->writer.connection(), {embedded_migrations(), seams.clock.wall(), copy});
    if (ran > 0) seams.log.info("store_migrated", {{"migrations", ran}});
    std::vector<std::byte> random(12);
    seams.random.fill(random);
    impl_->writer.open_log(core::to_base64url(random));
    impl_->writer.checkpoint_and_truncate();
}

Database::~Database() {
    stop_work();
}

void Database::submit_write(std::shared_ptr<Job> job, Priority priority) {
    impl_->writer.submit(std::move(job), priority);
}

void Database::submit_read(std::shared_ptr<Job> job) {
    impl_->readers.submit(std::move(job));
}

void Database::run_and_wait(std::shared_ptr<Job> job) {
    std::promise<void> done;
    job->finished = [&done] { done.set_value(); };
    submit_write(std::move(job), Priority::people);
    done.get_future().wait();
}

void Database::subscribe(std::function<void(std::span<const model::Event>)> subscriber) {
    impl_->writer.subscribe(std::move(subscriber));
}

bool Database::can_write() const {
    return impl_->writer.healthy();
}

bool Database::disk_is_full() const {
    return impl_->writer.disk_is_full();
}

void Database::on_fatal(std::function<void(std::string)> handler) {
    impl_->writer.on_fatal(std::move(handler));
}

model::LogPosition Database::position() const {
    return impl_->writer.position();
}

void Database::shrink() {
    impl_->readers.drop_idle();
    [[maybe_unused]] const bool queued =  // after a stop there is nothing left to shrink
        executor_.writer([this] { impl_->writer.shrink(); });
}

void Database::stop_work() {
    impl_->readers.refuse();
    impl_->writer.refuse();
    executor_.stop();
}

void Database::close() {
    stop_work();
    if (can_write()) impl_->writer.checkpoint_and_truncate();
}

}  // namespace store
