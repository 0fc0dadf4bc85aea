#include "monitor/forecast.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace monitor {
namespace {

using namespace std::chrono_literals;

constexpr auto between_points = 1min;
constexpr auto looked_back = 6h;
constexpr auto seen_min = 1h;

double hours(core::SteadyTime::duration time) {
    return std::chrono::duration<double, std::ratio<3600>>(time).count();
}

}  // namespace

void Forecast::note(double value, core::SteadyTime at) {
    if (!std::isfinite(value)) return;
    if (!points_.empty() && at - points_.back().at < between_points) return;
    points_.push_back({at, value});
    while (points_.back().at - points_.front().at > looked_back) points_.pop_front();
}

std::optional<double> Forecast::hours_until(double limit) const {
    if (points_.size() < 2 || points_.back().at - points_.front().at < seen_min)
        return std::nullopt;
    const auto begin = points_.front().at;
    const auto count = static_cast<double>(points_.size());
    double time_sum = 0, value_sum = 0;
    for (const auto& point : points_) {
        time_sum += hours(point.at - begin);
        value_sum += point.value;
    }
    const double time_mean = time_sum / count, value_mean = value_sum / count;
    double covariance = 0, variance = 0;
    for (const auto& point : points_) {
        const double time = hours(point.at - begin) - time_mean;
        covariance += time * (point.value - value_mean);
        variance += time * time;
    }
    if (variance <= 0) return std::nullopt;
    const double slope = covariance / variance;
    const double now = value_mean + slope * (hours(points_.back().at - begin) - time_mean);
    const double way = limit - now;
    if (slope == 0 || way / slope < 0) return std::nullopt;
    return std::min(way / slope, forecast_hours_max);
}

}  // namespace monitor
