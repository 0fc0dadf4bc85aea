#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/clock.hpp"

namespace core {

// At most `max` in any `window`, however it slides.
struct RateLimit {
    std::uint32_t max = 0;  // 1 to RateWindow::max_max
    Milliseconds window{0};
};

// What a limiter says of one call.
struct RateAnswer {
    bool allowed = false;
    std::uint32_t limit = 0;
    std::uint32_t remaining = 0;  // calls that would be allowed now, after this one
    // Until more would be allowed than now; for a refused call: until it would be allowed.
    Milliseconds reset_after{0};
};

// What one key has done lately: counts of allowed calls in a ring of sub-windows, the present one
// and fifteen before it. Together these cover any window that ends now, so that there are never
// more than `max` in any of them. The price: a call counts for up to a fifteenth of the window
// longer than it had to. 40 bytes; one thread at a time.
class RateWindow {
public:
    static constexpr std::size_t parts = 15;
    static constexpr std::uint32_t max_max = 65'535;

    // Counts the call where it is allowed. The same limit at every call.
    RateAnswer check(const RateLimit& limit, SteadyTime now);
    // As check would answer, and counts nothing.
    RateAnswer look(const RateLimit& limit, SteadyTime now) const;
    // Calls that were allowed at `at`, by an earlier process; in any order.
    void restore(const RateLimit& limit, SteadyTime at, std::uint32_t calls);
    // Nothing that it knows counts any more.
    bool is_empty(const RateLimit& limit, SteadyTime now) const;

    // The length of a sub-window.
    static std::chrono::nanoseconds part_of(const RateLimit& limit);

private:
    static std::uint64_t tick_of(const RateLimit& limit, SteadyTime at);
    std::uint32_t sum() const;
    void advance(std::uint64_t tick);
    Milliseconds until_below(const RateLimit& limit, std::uint32_t count, SteadyTime now) const;

    static constexpr std::size_t ring_size = parts + 1;
    std::uint64_t tick_ = 0;  // of the present sub-window
    std::array<std::uint16_t, ring_size> calls_{};
};

}  // namespace core
