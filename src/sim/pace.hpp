#pragma once

#include <algorithm>
#include <chrono>

#include "core/clock.hpp"

namespace sim {

// A limit of one in each `interval`, of which `burst` may be borrowed from the future (the generic
// cell rate algorithm: whole numbers alone, no bucket to refill).
class Pace {
public:
    struct Limit {
        std::chrono::nanoseconds interval;
        int burst;
    };
    bool allows(const Limit& limit, core::SteadyTime now) const {
        return std::max(paid_until_, now) - now <= limit.interval * (limit.burst - 1);
    }
    void take(const Limit& limit, core::SteadyTime now) {
        paid_until_ = std::max(paid_until_, now) + limit.interval;
    }

private:
    core::SteadyTime paid_until_{};
};

}  // namespace sim
