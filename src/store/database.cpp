#include "store/database.hpp"

#include <future>

#include "core/text.hpp"
#include "store/event_log.hpp"
#include "store/migrations.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace store {

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

Database::Database(DatabaseOptions options, Seams seams)
    : executor_(seams.executor), impl_(std::make_unique<Impl>(options, seams)) {
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
