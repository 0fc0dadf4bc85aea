#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace core {

using Milliseconds = std::chrono::milliseconds;

// A point on the boot-time clock: for deadlines in memory. Never stored.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

// A point on the anchored wall clock, in milliseconds since 1970-01-01T00:00:00Z: for what is
// stored, signed or shown.
using WallTime = std::chrono::sys_time<Milliseconds>;

// The seam for time. Whoever needs "now" takes one of these by constructor.
class Clock {
public:
    virtual ~Clock() = default;
    virtual SteadyTime steady() const = 0;
    virtual WallTime wall() const = 0;
};

// What RealClock asks the system; tests say something else.
struct SystemTime {
    std::function<WallTime()> wall;
    // Whether somebody (an NTP client) vouches for the wall clock: adjtimex(2), STA_UNSYNC.
    std::function<bool()> is_synchronised;
    static SystemTime real();
};

// Boot-time clock, and the system's wall time at start plus steady time since, slewed towards the
// system's by at most 1 % (so a jump of the system's clock breaks no lease, limit or session).
// A machine without a battery boots in the past: where nobody vouched for the system's time at our
// start, it is taken whole as soon as somebody does, once. Any thread may ask.
class RealClock : public Clock {
public:
    explicit RealClock(SystemTime system = SystemTime::real());
    SteadyTime steady() const override;
    WallTime wall() const override;

    // How far the system's wall clock is from ours, positive when the system's is ahead. The
    // caller (once a second) passes it on to slew(), and logs a jump.
    Milliseconds drift() const;
    // Moves our wall time towards the system's: at most 1 % of the time since the last call, or, at
    // the first synchronisation, all of it. Returns what it moved by at once in that case, else 0.
    // One thread.
    Milliseconds slew();

private:
    SystemTime system_;
    bool was_synchronised_;
    std::int64_t anchor_wall_ms_;
    std::int64_t anchor_boot_ns_;
    std::atomic<std::int64_t> correction_ms_{0};
    std::atomic<std::int64_t> last_slew_ns_;
};

// "2026-11-24T07:12:31.042Z"
std::string to_iso8601(WallTime time);
// The inverse; absent when the text is not of that form (milliseconds optional, Z or an offset).
std::optional<WallTime> from_iso8601(std::string_view text);

inline std::int64_t to_epoch_ms(WallTime time) {
    return time.time_since_epoch().count();
}
inline WallTime from_epoch_ms(std::int64_t ms) {
    return WallTime{Milliseconds{ms}};
}

}  // namespace core
