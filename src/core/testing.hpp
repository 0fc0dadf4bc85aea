#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"

// Test doubles for core's seams.
namespace core {

// Time that moves only when told.
class FakeClock : public Clock {
public:
    explicit FakeClock(WallTime start = from_epoch_ms(1'795'500'000'000)) : wall_(start) {}
    SteadyTime steady() const override { return steady_; }
    WallTime wall() const override { return wall_; }
    void advance(Milliseconds by) {
        steady_ += by;
        wall_ += by;
    }
    void jump_wall(Milliseconds by) { wall_ += by; }

private:
    SteadyTime steady_{};
    WallTime wall_;
};

// A loop without a network: runs what is posted when told, and timers as its clock advances.
class ManualScheduler : public Scheduler {
public:
    // `face`: the scheduler that work sees as the current one, where this one is a part of it.
    explicit ManualScheduler(FakeClock& clock, Scheduler* face = nullptr)
        : clock_(clock), face_(face ? *face : *this) {}

    void post(Callback work) override;
    TimerId after(Milliseconds delay, Callback work) override;
    void cancel(TimerId timer) override;
    const Clock& clock() const override { return clock_; }

    // Runs what is posted and due until nothing is left to do now.
    void run();
    // Moves the clock on, running every timer at its own time on the way.
    void advance(Milliseconds by);

    // Drives a task to its end (running what it posts; not moving the clock) and returns its
    // value. Fails the program when the task cannot end so.
    template <class T>
    T complete(Task<T> task);

private:
    bool run_one();

    std::mutex mutex_;
    std::deque<Callback> posted_;
    std::multimap<std::pair<SteadyTime, std::uint64_t>, Callback> timers_;
    std::uint64_t last_timer_ = 0;
    FakeClock& clock_;
    Scheduler& face_;
};

// Keeps the lines for a test to look at.
class ListLogSink : public LogSink {
public:
    void write(const LogLine& line) override;
    std::vector<std::string> lines() const;
    bool contains(std::string_view part) const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

namespace detail {

struct Detached {
    struct promise_type {
        Detached get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

template <class T>
Detached keep_outcome(Task<T> task, std::optional<T>& value, std::exception_ptr& fault) {
    try {
        value.emplace(co_await std::move(task));
    } catch (...) {
        fault = std::current_exception();
    }
}

// What has no value hands on this.
struct Nothing {};

inline Task<Nothing> with_value(Task<void> task) {
    co_await std::move(task);
    co_return Nothing{};
}

}  // namespace detail

template <class T>
T ManualScheduler::complete(Task<T> task) {
    if constexpr (std::is_void_v<T>) {
        complete(detail::with_value(std::move(task)));
    } else {
        Scheduler::Entered entered(*this);
        std::optional<T> value;
        std::exception_ptr fault;
        detail::keep_outcome(std::move(task), value, fault);
        run();
        if (fault) std::rethrow_exception(fault);
        check(value.has_value(), "the task waits for something that nobody will do");
        return std::move(*value);
    }
}

}  // namespace core
