#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "monitor/sample.hpp"

namespace monitor {

// Least, average and greatest of a metric in a step.
struct Spread {
    double minimum = 0;
    double average = 0;
    double maximum = 0;
    friend bool operator==(const Spread&, const Spread&) = default;
};

// What the metrics were in one step of time.
struct MetricStep {
    core::WallTime at;         // its begin
    std::int64_t samples = 0;  // seconds that were measured
    std::map<std::string, Spread, std::less<>> metrics;

    // As the table keeps them (0011_metric_steps.sql); six digits of each number.
    std::string figures() const;
};

// One metric's spread out of a step's figures; absent where it was not measured, or is not to be
// read.
std::optional<Spread> spread_in(std::string_view figures, std::string_view metric);
MetricStep read_step(core::WallTime at, std::int64_t samples, std::string_view figures);

// Gathers samples into steps that begin at whole multiples of their length.
class StepGatherer {
public:
    explicit StepGatherer(core::Milliseconds step) : step_(step) {}

    core::Milliseconds step() const { return step_; }
    core::WallTime begin_of(core::WallTime time) const;
    // What an earlier process measured in the step that runs now.
    void resume(MetricStep before) { current_ = std::move(before); }
    // Takes a second; returns the step that it ended. A clock that was set back ends one too.
    std::optional<MetricStep> add(const Sample& sample);
    // The step under way; absent before the first second.
    const std::optional<MetricStep>& current() const { return current_; }

private:
    core::Milliseconds step_;
    std::optional<MetricStep> current_;
};

}  // namespace monitor
