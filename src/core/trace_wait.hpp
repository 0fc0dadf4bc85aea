#pragma once

#include <coroutine>
#include <utility>

namespace core {

class Trace;

namespace detail {

// As Trace::current() and set_current(), for those who need not know what a trace is.
Trace* current_trace_of_thread();
void set_trace_of_thread(Trace* trace);

// Wraps what a task waits for: whoever goes on afterwards works for the same request as before.
// Another task is begun for that request too; everything else gives the thread back to nobody.
template <class Awaiter, bool begins_task>
struct TracedWait {
    Awaiter awaiter;
    Trace* trace = current_trace_of_thread();

    bool await_ready() { return awaiter.await_ready(); }
    template <class Promise>
    auto await_suspend(std::coroutine_handle<Promise> awaiting) {
        // Before the wait: it may be over, and this object gone, when the call below returns.
        if constexpr (!begins_task) set_trace_of_thread(nullptr);
        return awaiter.await_suspend(awaiting);
    }
    decltype(auto) await_resume() {
        set_trace_of_thread(trace);
        return awaiter.await_resume();
    }
};

template <class Awaited>
auto traced_wait(Awaited&& awaited) {
    if constexpr (requires { std::forward<Awaited>(awaited).operator co_await(); }) {
        using Awaiter = decltype(std::forward<Awaited>(awaited).operator co_await());
        return TracedWait<Awaiter, true>{std::forward<Awaited>(awaited).operator co_await()};
    } else {
        return TracedWait<Awaited&&, false>{std::forward<Awaited>(awaited)};
    }
}

}  // namespace detail
}  // namespace core
