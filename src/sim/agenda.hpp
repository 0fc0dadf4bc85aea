#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "core/function.hpp"
#include "core/scheduler.hpp"
#include "sim/advanced_clock.hpp"

namespace sim {

// What is to happen later by the simulator's clock: statuses, retries, a customer's answer. When
// the clock is advanced, everything that falls due on the way runs at its own time, in order.
// One scheduler's thread.
class Agenda {
public:
    // More than this is refused: add() then drops the work and counts it.
    static constexpr std::size_t entries_max = 1'000'000;

    Agenda(core::Scheduler& scheduler, AdvancedClock& clock)
        : scheduler_(scheduler), clock_(clock) {}
    ~Agenda() { clear(); }
    Agenda(const Agenda&) = delete;
    Agenda& operator=(const Agenda&) = delete;

    void add(core::Milliseconds delay, core::Callback work);
    void advance(core::Milliseconds by);
    void clear();

    std::size_t size() const { return waiting_.size(); }
    std::uint64_t dropped() const { return dropped_; }

private:
    void run_due();
    void arm();

    core::Scheduler& scheduler_;
    AdvancedClock& clock_;
    std::map<std::pair<core::SteadyTime, std::uint64_t>, core::Callback> waiting_;
    std::uint64_t last_ = 0;
    std::uint64_t dropped_ = 0;
    core::TimerId timer_ = core::TimerId::none;
    core::SteadyTime armed_for_{};
};

}  // namespace sim
