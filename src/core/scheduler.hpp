#pragma once

#include <cstdint>

#include "core/clock.hpp"
#include "core/function.hpp"

namespace core {

enum class TimerId : std::uint64_t { none = 0 };

// What a coroutine needs of the loop it runs on: later, and again. net::Loop is one; tests have
// core::ManualScheduler (core/testing.hpp).
class Scheduler {
public:
    virtual ~Scheduler() = default;

    // Runs `work` on this scheduler's thread, after what was posted before it. Any thread may call.
    virtual void post(Callback work) = 0;
    // Runs `work` once, `delay` from now or at the wheel's next tick. Own thread only.
    virtual TimerId after(Milliseconds delay, Callback work) = 0;
    // Forgets a timer that has not run; anything else is no error. Own thread only.
    virtual void cancel(TimerId timer) = 0;
    virtual const Clock& clock() const = 0;

    // The scheduler whose thread this is; absent on other threads. An awaitable captures it where
    // it suspends, and resumes there.
    static Scheduler* current();

    // Makes a scheduler the current one of this thread for as long as the object lives.
    class Entered {
    public:
        explicit Entered(Scheduler& scheduler);
        ~Entered();
        Entered(const Entered&) = delete;
        Entered& operator=(const Entered&) = delete;

    private:
        Scheduler* before_;
    };
};

}  // namespace core
