#pragma once

#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "monitor/memory_source.hpp"

namespace monitor {

// Reads from the kernel, once a second, what the process and its machine use, into gauges of the
// registry: processor, memory, descriptors, and the disk of the data folder. One thread.
class ProcessFigures {
public:
    struct Parts {
        core::Metrics& metrics;
        const core::Clock& clock;
        const MemorySource& memory;
        std::string data_folder;
        std::string database_path;  // its size and its WAL's are shown
    };
    explicit ProcessFigures(Parts parts);

    void refresh();
    const MemoryReading& memory() const { return reading_; }

private:
    void refresh_processor();
    void refresh_memory();
    void refresh_files();
    void refresh_disk();

    Parts parts_;
    MemoryReading reading_;
    double cores_;
    double processor_seconds_ = 0;
    std::optional<core::SteadyTime> processor_at_;
    core::SteadyTime started_;

    core::Gauge& cpu_usage_;
    core::Gauge& threads_;
    core::Gauge& rss_;
    core::Gauge& memory_usage_;
    core::Gauge& memory_limit_;
    core::Gauge& memory_used_;
    core::Gauge& memory_stalled_;
    core::Gauge& open_files_;
    core::Gauge& files_max_;
    core::Gauge& disk_free_;
    core::Gauge& disk_size_;
    core::Gauge& disk_used_;
    core::Gauge& database_bytes_;
    core::Gauge& wal_bytes_;
    core::Gauge& uptime_;
};

}  // namespace monitor
