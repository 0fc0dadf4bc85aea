#pragma once

#include "core/config.hpp"

namespace monitor {

struct MonitorSettings {
    // PERFORMANCE_MONITOR_INTERVAL: what summaries and the verdict cover, and the period of the
    // `metrics` event.
    core::Milliseconds interval{60'000};

    // Declares the fields; this outlives the registry.
    void declare(core::Config& config);
};

}  // namespace monitor
