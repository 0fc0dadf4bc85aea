#pragma once

#include <cstddef>
#include <vector>

#include "core/log.hpp"
#include "core/task.hpp"

namespace core {

// Owns the coroutines that nobody awaits: counts them, logs what they throw, asks them to stop,
// and can be awaited until the last has ended. One scheduler's thread only. Outlives its tasks:
// await join() before the end of its life.
class TaskScope {
public:
    explicit TaskScope(Log log) : log_(std::move(log)) {}
    ~TaskScope();
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;

    // Starts the task at once. What it throws is logged as `task_failed` with its name.
    void spawn(std::string_view name, Task<void> task);

    // Tasks look at this after each wait and end by themselves.
    bool stopping() const { return stopping_; }
    void stop() { stopping_ = true; }
    std::size_t size() const { return running_; }

    // Resumes when no task is left.
    auto join() {
        struct Awaiter {
            TaskScope& scope;
            bool await_ready() const { return scope.running_ == 0; }
            void await_suspend(std::coroutine_handle<> awaiting) {
                scope.joiners_.push_back(awaiting);
            }
            void await_resume() const {}
        };
        return Awaiter{*this};
    }

private:
    struct Root;
    static Root run(TaskScope& scope, std::string name, Task<void> task);
    void ended();

    Log log_;
    std::size_t running_ = 0;
    bool stopping_ = false;
    std::vector<std::coroutine_handle<>> joiners_;
};

}  // namespace core
