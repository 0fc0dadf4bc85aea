#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "monitor/metric_table.hpp"
#include "monitor/sample.hpp"

namespace monitor {

// Makes a Sample of the registry once a second and hands it to who subscribed, in order. One
// thread. Time between two samples is measured on the boot-time clock, so that a jump of the wall
// clock changes no rate.
class Collector {
public:
    Collector(const core::Metrics& metrics, const core::Clock& clock);
    ~Collector();
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    // Before the first round.
    void subscribe(std::function<void(const Sample&)> subscriber);
    // Runs first in each round: sets the gauges that are read then.
    void before_each(std::function<void()> refresh) { refresh_.push_back(std::move(refresh)); }
    void each_second();
    // The last one made.
    const Sample& latest() const { return latest_; }

private:
    struct Source;
    std::optional<double> value_of(Source& source, double seconds) const;

    const core::Metrics& metrics_;
    const core::Clock& clock_;
    std::vector<Source> sources_;
    std::vector<std::function<void()>> refresh_;
    std::vector<std::function<void(const Sample&)>> subscribers_;
    std::optional<core::SteadyTime> before_;
    Sample latest_;
};

}  // namespace monitor
