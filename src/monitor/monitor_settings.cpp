#include "monitor/monitor_settings.hpp"

namespace monitor {

void MonitorSettings::declare(core::Config& config) {
    config.milliseconds({.name = "PERFORMANCE_MONITOR_INTERVAL",
                         .unit = "ms",
                         .description = "What summaries cover, and how often they are told",
                         .minimum = 1'000,
                         .maximum = 3'600'000},
                        interval);
}

}  // namespace monitor
