#include "auth/sodium_hasher.hpp"

#include <condition_variable>
#include <doctest/doctest.h>
#include <mutex>

#include "core/testing.hpp"
#include "store/database_error.hpp"

using namespace auth;

namespace {

// Runs tasks that another thread ends: waits for what that thread posts.
class WaitingScheduler : public core::Scheduler {
public:
    void post(core::Callback work) override {
        {
            const std::lock_guard lock(mutex_);
            posted_.push_back(std::move(work));
        }
        changed_.notify_one();
    }
    core::TimerId after(core::Milliseconds, core::Callback) override { return {}; }
    void cancel(core::TimerId) override {}
    const core::Clock& clock() const override { return clock_; }

    template <class T>
    T complete(core::Task<T> task) {
        Entered entered(*this);
        std::optional<T> value;
        std::exception_ptr fault;
        core::detail::keep_outcome(std::move(task), value, fault);
        while (!value && !fault) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return !posted_.empty(); });
            auto work = std::move(posted_.front());
            posted_.pop_front();
            lock.unlock();
            work();
        }
        if (fault) std::rethrow_exception(fault);
        return std::move(*value);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<core::Callback> posted_;
    core::FakeClock clock_;
};

struct HasherFixture {
    WaitingScheduler scheduler;
    SodiumHasher hasher;

    bool verify(std::string password, std::string hash) {
        return scheduler.complete(hasher.verify(std::move(password), std::move(hash)));
    }
};

}  // namespace

TEST_CASE_FIXTURE(HasherFixture,
                  "a hash is argon2id with 19 MiB and 2 passes, and fits its password") {
    const auto hash = scheduler.complete(hasher.hash("correct horse"));
    CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(verify("correct horse", hash));
    CHECK_FALSE(verify("correct horsf", hash));
}

TEST_CASE_FIXTURE(HasherFixture, "nobody's password is never right") {
    CHECK_FALSE(verify("correct horse", ""));
    CHECK_FALSE(verify("", ""));
    CHECK_FALSE(verify("x", "no hash"));
}

TEST_CASE_FIXTURE(HasherFixture, "a full queue is a 503, and never a wrong password") {
    SodiumHasher full({.threads = 1, .waiting_max = 0});
    CHECK_THROWS_AS(scheduler.complete(full.verify("x", "no hash")), store::Unavailable);
    CHECK_THROWS_AS(scheduler.complete(full.hash("x")), store::Unavailable);
}
