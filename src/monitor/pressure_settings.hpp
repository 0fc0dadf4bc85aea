#pragma once

#include <cstdint>

#include "core/config.hpp"

namespace monitor {

// From where memory pressure is met with steps, and how often it is reported.
struct PressureSettings {
    std::int64_t warning_percent = 80;   // MAX_MEMORY_USAGE
    std::int64_t critical_percent = 95;  // CRITICAL_MEMORY_USAGE; never below the warning
    core::Milliseconds check_interval{60'000};

    // Declares the fields; this outlives the registry.
    void declare(core::Config& config);
};

}  // namespace monitor
