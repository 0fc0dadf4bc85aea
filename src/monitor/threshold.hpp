#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"

// When a figure is an alert: pure rules, fed with one value after the other.
namespace monitor {

enum class Direction { above, below };  // the side of a line on which it is bad
enum class Level : std::uint8_t { none, warning, critical };
enum class Phase : std::uint8_t { ok, pending, firing };

std::string_view to_string(Level level);  // "ok", "warning", "critical"
std::string_view to_string(Phase phase);  // "ok", "pending", "firing"

// The values that a figure can have.
struct ValueRange {
    double minimum = 0;
    double maximum = 1e15;
};

// Two lines, and how long a value must lie beyond one before it counts.
struct Threshold {
    Direction direction = Direction::above;
    double warning = 0;
    double critical = 0;
    // The value at which a warning is over. The critical line has the same distance.
    double clear = 0;
    core::Milliseconds duration{0};     // beyond the line without a break
    core::Milliseconds clear_after{0};  // back behind `clear` without a break

    friend bool operator==(const Threshold&, const Threshold&) = default;
};

// What contradicts itself: alert.not_a_number, alert.out_of_range {minimum, maximum},
// alert.lines_crossed, alert.clear_beyond_warning, alert.bad_duration {max}.
std::optional<core::Error> fault_in(const Threshold& threshold, const ValueRange& range);

// The clear value where nobody names one: a twentieth back from the warning.
double usual_clear(Direction direction, double warning);

inline constexpr core::Milliseconds threshold_duration_max{std::chrono::hours{24}};
// Between two values further apart nobody has looked: that time counts for nothing.
inline constexpr core::Milliseconds sample_gap_max{10'000};
// A rule that fired again within `calm_needed` holds on for twice as long before it is over, and
// twice again, up to this. So a figure that swings all day rings a few times, not all day.
inline constexpr core::Milliseconds calm_needed{std::chrono::hours{1}};
inline constexpr core::Milliseconds flap_hold_max{std::chrono::minutes{30}};

// What a watch knows, for keeping it over a restart.
struct WatchState {
    struct Line {
        bool beyond = false;  // with hysteresis
        bool on = false;      // long enough
        core::Milliseconds held{0};
        friend bool operator==(const Line&, const Line&) = default;
    };
    Line warning;
    Line critical;
    int flaps = 0;
    core::Milliseconds calm = calm_needed;  // since it was last over
    friend bool operator==(const WatchState&, const WatchState&) = default;
};

// One rule's state: ok → pending → firing → ok. Time is the boot-time clock alone, so that a jump
// of the wall clock does nothing.
class ThresholdWatch {
public:
    explicit ThresholdWatch(Threshold threshold) : threshold_(threshold) {}
    ThresholdWatch(Threshold threshold, WatchState kept) : threshold_(threshold), state_(kept) {}

    // One value. A second without one is simply not told: it neither fires nor clears.
    void observe(double value, core::SteadyTime at);
    // New lines: what fires goes on until it is clear by these.
    void change(const Threshold& threshold) { threshold_ = threshold; }

    Phase phase() const;
    Level level() const;  // none unless it fires
    // How long the warning line has been passed.
    core::Milliseconds held() const { return state_.warning.held; }
    const WatchState& state() const { return state_; }
    const Threshold& threshold() const { return threshold_; }

private:
    bool is_beyond(double value, double line, bool was) const;
    core::Milliseconds clear_hold() const;
    void step(WatchState::Line& line, bool beyond, core::Milliseconds passed) const;

    Threshold threshold_;
    WatchState state_;
    std::optional<core::SteadyTime> last_;
};

}  // namespace monitor
