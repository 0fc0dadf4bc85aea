#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "monitor/metric_table.hpp"
#include "monitor/sample.hpp"

namespace monitor {

// The last hour of every public metric, second by second, in memory: 4 bytes a value, 0.35 MB in
// all; what is older, or an earlier process measured, stands in the database (history_store). What
// was not measured is a gap. Any thread.
class History {
public:
    static constexpr std::size_t seconds_kept = 3600;

    struct Point {
        core::WallTime at;  // the step's begin
        double minimum = 0;
        double average = 0;
        double maximum = 0;
    };
    struct Range {
        core::WallTime from;
        core::WallTime to;
        core::Milliseconds step{1000};
    };
    struct Summary {
        double latest = 0;
        double average = 0;
        double minimum = 0;
        double maximum = 0;
    };

    History();
    void on_sample(const Sample& sample);
    // A point for each step that holds any value, ascending.
    std::vector<Point> points(const MetricInfo& metric, const Range& range) const;
    // Over the last samples that lie within `time` of `now`; absent where there is none.
    std::optional<Summary> summary(const MetricInfo& metric, core::Milliseconds time) const;
    Sample latest() const;
    // The oldest second that is here; absent while there is none.
    std::optional<core::WallTime> since() const;

private:
    std::size_t place(std::size_t sample, const MetricInfo& metric) const;
    // Calls `look(at, value)` for every value that was measured, from the oldest sample on.
    template <class F>
    void each(const MetricInfo& metric, F&& look) const;

    const std::size_t metrics_;
    mutable std::mutex mutex_;
    std::size_t taken_ = 0;  // samples, of which the last seconds_kept are here
    std::vector<std::int64_t> at_ms_;
    std::vector<float> values_;
    Sample latest_;
};

}  // namespace monitor
