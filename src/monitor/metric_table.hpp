#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "monitor/threshold.hpp"

namespace monitor {

// How a public metric is made of the registry's series (core::Metrics).
enum class Reading {
    gauge,        // the sum of a gauge's series
    gauge_max,    // the greatest of them
    rate,         // a counter's growth, a second
    growth,       // a counter's growth since the last second
    error_share,  // % of a counter's growth in the last minute with the label `bad`
    p95           // of a histogram, over the last minute; 0 where nothing came
};

// A metric as people and alerts know it. Names are the plan's where it has one.
struct MetricInfo {
    std::string_view name;
    std::string_view unit;  // "%", "ms", "s", "bytes", "connections", "1/s" or "" for a plain count
    std::string_view help;
    std::optional<Direction> bad;  // the side on which it is bad; absent: it only informs
    Reading reading;
    std::string_view series;      // the registry's name
    double factor = 1;            // from the registry's unit to ours
    std::string_view label = {};  // of the series that count alone, or as bad: status="5xx"
};

// In the order in which they are shown.
std::span<const MetricInfo> metric_table();
const MetricInfo* find_metric(std::string_view name);  // nullptr where there is none

}  // namespace monitor
