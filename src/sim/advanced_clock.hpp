#pragma once

#include <atomic>
#include <cstdint>

#include "core/clock.hpp"

namespace sim {

// The simulator's clock: a base clock and what people have advanced it by (POST /_sim/clock). In
// `demo` the server's rooms take it as well, so that both sides agree on a 24-hour window. Loops
// keep the base clock: sockets and pings live in real time. Any thread may ask and advance.
class AdvancedClock : public core::Clock {
public:
    explicit AdvancedClock(const core::Clock& base) : base_(base) {}

    core::SteadyTime steady() const override { return base_.steady() + offset(); }
    core::WallTime wall() const override { return base_.wall() + offset(); }

    core::Milliseconds offset() const { return core::Milliseconds{offset_ms_.load()}; }
    // Never back: `by` is at least 0.
    void advance(core::Milliseconds by) { offset_ms_.fetch_add(by.count()); }

private:
    const core::Clock& base_;
    std::atomic<std::int64_t> offset_ms_{0};
};

}  // namespace sim
