#pragma once

#include <deque>
#include <optional>

#include "core/clock.hpp"

namespace monitor {

// Whither a figure goes: a straight line (least squares) through its last hours, a point a minute.
// Kept in memory; it begins anew with the process.
class Forecast {
public:
    // The figure of this second; one a minute is kept, of the last six hours.
    void note(double value, core::SteadyTime at);

    // In how many hours the line reaches `limit`: 0 where the figure has reached it. Absent before
    // an hour has been seen, and where the line does not lead there.
    std::optional<double> hours_until(double limit) const;

private:
    struct Point {
        core::SteadyTime at;
        double value;
    };
    std::deque<Point> points_;
};

// What a forecast says where it leads nowhere: a year.
inline constexpr double forecast_hours_max = 24 * 365;

}  // namespace monitor
