#pragma once

#include <coroutine>

#include "core/scheduler.hpp"

namespace sim {

// co_await resume_on(scheduler): goes on on that scheduler's thread; at once where we are there.
inline auto resume_on(core::Scheduler& scheduler) {
    struct Awaiter {
        core::Scheduler& scheduler;
        bool await_ready() const noexcept { return core::Scheduler::current() == &scheduler; }
        void await_suspend(std::coroutine_handle<> awaiting) const {
            scheduler.post([awaiting] { awaiting.resume(); });
        }
        void await_resume() const noexcept {}
    };
    return Awaiter{scheduler};
}

}  // namespace sim
