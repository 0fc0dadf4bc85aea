#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "core/check.hpp"
#include "core/scheduler.hpp"
#include "core/trace_wait.hpp"

namespace core {

template <class T = void>
class Task;

namespace detail {

struct TaskPromiseBase {
    struct FinalAwaiter {
        bool await_ready() noexcept { return false; }
        template <class P>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) noexcept {
            return self.promise().continuation;
        }
        void await_resume() noexcept {}
    };
    std::suspend_always initial_suspend() noexcept { return {}; }
    FinalAwaiter final_suspend() noexcept { return {}; }
    void unhandled_exception() { fault = std::current_exception(); }
    // Each wait takes the request that is worked for along.
    template <class Awaited>
    auto await_transform(Awaited&& awaited) {
        return traced_wait(std::forward<Awaited>(awaited));
    }

    std::coroutine_handle<> continuation = std::noop_coroutine();
    std::exception_ptr fault;
};

template <class T>
struct TaskPromise : TaskPromiseBase {
    Task<T> get_return_object();
    template <class U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    T take() {
        if (fault) std::rethrow_exception(fault);
        return std::move(*value);
    }
    std::optional<T> value;
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
    Task<void> get_return_object();
    void return_void() {}
    void take() {
        if (fault) std::rethrow_exception(fault);
    }
};

}  // namespace detail

// A coroutine that waits. It starts when it is awaited, runs on its awaiter's thread, and hands
// its value or exception to it. Spawn one through TaskScope; awaiting twice is an error.
template <class T>
class [[nodiscard]] Task {
public:
    using promise_type = detail::TaskPromise<T>;

    explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Task() {
        if (handle_) handle_.destroy();
    }

    auto operator co_await() && {
        struct Awaiter {
            std::coroutine_handle<promise_type> task;
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
                task.promise().continuation = awaiting;
                return task;
            }
            T await_resume() { return task.promise().take(); }
        };
        check(static_cast<bool>(handle_), "a task is awaited once");
        return Awaiter{handle_};
    }

private:
    std::coroutine_handle<promise_type> handle_;
};

namespace detail {

template <class T>
Task<T> TaskPromise<T>::get_return_object() {
    return Task<T>{std::coroutine_handle<TaskPromise<T>>::from_promise(*this)};
}
inline Task<void> TaskPromise<void>::get_return_object() {
    return Task<void>{std::coroutine_handle<TaskPromise<void>>::from_promise(*this)};
}

}  // namespace detail

// A task that has nothing to wait for.
template <class T>
Task<T> ready_task(T value) {
    co_return value;
}

// co_await sleep_for(d): resumes on the current scheduler, `delay` later.
inline auto sleep_for(Milliseconds delay) {
    struct Awaiter {
        Milliseconds delay;
        bool await_ready() const noexcept { return delay.count() <= 0; }
        void await_suspend(std::coroutine_handle<> awaiting) const {
            Scheduler::current()->after(delay, [awaiting] { awaiting.resume(); });
        }
        void await_resume() const noexcept {}
    };
    return Awaiter{delay};
}

}  // namespace core
