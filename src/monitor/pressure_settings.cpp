#include "monitor/pressure_settings.hpp"

namespace monitor {

void PressureSettings::declare(core::Config& config) {
    config.integer({.name = "MAX_MEMORY_USAGE",
                    .unit = "%",
                    .description = "From this memory pressure on, caches shrink and more is shed",
                    .minimum = 1,
                    .maximum = 100},
                   warning_percent);
    config.integer({.name = "CRITICAL_MEMORY_USAGE",
                    .unit = "%",
                    .description = "From this memory pressure on, new sockets are refused",
                    .minimum = 1,
                    .maximum = 100},
                   critical_percent);
    config.milliseconds({.name = "MEMORY_CHECK_INTERVAL",
                         .unit = "ms",
                         .description = "How often memory is reported, and a restart considered",
                         .minimum = 1'000,
                         .maximum = 86'400'000},
                        check_interval);
}

}  // namespace monitor
