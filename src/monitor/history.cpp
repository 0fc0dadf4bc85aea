#include "monitor/history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace monitor {
namespace {

// Gathers what falls into one step.
struct Gathered {
    double minimum = std::numeric_limits<double>::max();
    double maximum = std::numeric_limits<double>::lowest();
    double sum = 0;
    std::size_t count = 0;

    void add(double value) {
        minimum = std::min(minimum, value);
        maximum = std::max(maximum, value);
        sum += value;
        ++count;
    }
    double average() const { return sum / static_cast<double>(count); }
};

}  // namespace

History::History()
    : metrics_(metric_table().size()),
      at_ms_(seconds_kept),
      values_(seconds_kept * metric_table().size(), std::numeric_limits<float>::quiet_NaN()) {}

std::size_t History::place(std::size_t sample, const MetricInfo& metric) const {
    const auto index = static_cast<std::size_t>(&metric - metric_table().data());
    return (sample % seconds_kept) * metrics_ + index;
}

void History::on_sample(const Sample& sample) {
    const std::lock_guard lock(mutex_);
    at_ms_[taken_ % seconds_kept] = core::to_epoch_ms(sample.at);
    for (const auto& metric : metric_table()) {
        const auto value = sample.find(metric.name);
        values_[place(taken_, metric)] =
            value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
    }
    ++taken_;
    latest_ = sample;
}

template <class F>
void History::each(const MetricInfo& metric, F&& look) const {
    for (auto i = taken_ - std::min(taken_, seconds_kept); i < taken_; ++i)
        if (const auto value = static_cast<double>(values_[place(i, metric)]); !std::isnan(value))
            look(at_ms_[i % seconds_kept], value);
}

std::vector<History::Point> History::points(const MetricInfo& metric, const Range& range) const {
    const auto from = core::to_epoch_ms(range.from), to = core::to_epoch_ms(range.to);
    const auto step = std::max<std::int64_t>(range.step.count(), 1);
    std::vector<Point> found;
    Gathered gathered;
    std::int64_t begin = 0;
    const auto close = [&] {
        if (gathered.count > 0)
            found.push_back({core::from_epoch_ms(begin), gathered.minimum, gathered.average(),
                             gathered.maximum});
        gathered = {};
    };
    const std::lock_guard lock(mutex_);
    each(metric, [&](std::int64_t at, double value) {
        if (at < from || at > to) return;
        if (const auto own = at - at % step; own != begin) {
            close();
            begin = own;
        }
        gathered.add(value);
    });
    close();
    return found;
}

std::optional<History::Summary> History::summary(const MetricInfo& metric,
                                                 core::Milliseconds time) const {
    const std::lock_guard lock(mutex_);
    if (taken_ == 0) return std::nullopt;
    const auto from = core::to_epoch_ms(latest_.at - time);
    Gathered gathered;
    double latest = 0;
    each(metric, [&](std::int64_t at, double value) {
        if (at <= from) return;
        gathered.add(value);
        latest = value;
    });
    if (gathered.count == 0) return std::nullopt;
    return Summary{latest, gathered.average(), gathered.minimum, gathered.maximum};
}

std::optional<core::WallTime> History::since() const {
    const std::lock_guard lock(mutex_);
    if (taken_ == 0) return std::nullopt;
    return core::from_epoch_ms(at_ms_[taken_ <= seconds_kept ? 0 : taken_ % seconds_kept]);
}

Sample History::latest() const {
    const std::lock_guard lock(mutex_);
    return latest_;
}

}  // namespace monitor
