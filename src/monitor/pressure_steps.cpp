#include "monitor/pressure_steps.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace monitor {

std::string_view to_string(PressureStep step) {
    switch (step) {
        case PressureStep::calm: return "calm";
        case PressureStep::shrink: return "shrink_caches";
        case PressureStep::give_back: return "give_back";
        case PressureStep::shed: return "shed";
        case PressureStep::refuse: return "refuse";
    }
    core::unreachable("PressureStep has no such value");
}

double PressureSteps::mark_of(PressureStep step) const {
    if (step == PressureStep::calm) return 0;
    const auto third = (marks_.critical - marks_.warning) / 3;
    return marks_.warning + third * (static_cast<double>(step) - 1);
}

PressureStep PressureSteps::look(double usage_percent, std::optional<double> stalled_percent) {
    auto wanted = PressureStep::calm;
    for (const auto step : pressure_steps)
        if (step != PressureStep::calm && usage_percent >= mark_of(step)) wanted = step;
    const bool stalled = stalled_percent.value_or(0) >= stalled_percent_high;
    if (stalled) wanted = std::max(wanted, PressureStep::shrink);
    if (wanted > step_) {
        step_ = wanted;
        below_ = 0;
    } else if (step_ != PressureStep::calm && wanted < step_ &&
               usage_percent < mark_of(step_) - hysteresis_percent) {
        if (++below_ < calm_looks) return step_;
        step_ = static_cast<PressureStep>(static_cast<int>(step_) - 1);
        below_ = 0;
    } else {
        below_ = 0;
    }
    return step_;
}

}  // namespace monitor
