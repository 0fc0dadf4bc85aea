#include "core/task_scope.hpp"

#include "core/check.hpp"
#include "core/exception.hpp"
#include "core/trace.hpp"

namespace core {

// A coroutine that starts at once and frees itself at its end.
struct TaskScope::Root {
    struct promise_type {
        Root get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { unreachable("a task scope's root does not throw"); }
    };
};

TaskScope::~TaskScope() {
    check(running_ == 0, "a task scope outlives its tasks: await join() first");
}

TaskScope::Root TaskScope::run(TaskScope& scope, std::string name, Task<void> task) {
    try {
        co_await std::move(task);
    } catch (const std::exception& fault) {
        const FaultText text(fault);
        scope.log_.error("task_failed", {{"task", name},
                                         {"error", text.error},
                                         {"stack", text.stack},
                                         {"causes", text.causes}});
    }
    scope.ended();
}

void TaskScope::spawn(std::string_view name, Task<void> task) {
    ++running_;
    // Nobody waits for it: it may outlive the request that begins it.
    const Trace::Entered nobody(nullptr);
    run(*this, std::string(name), std::move(task));
}

void TaskScope::ended() {
    if (--running_ != 0) return;
    for (const auto joiner : std::exchange(joiners_, {})) joiner.resume();
}

}  // namespace core
