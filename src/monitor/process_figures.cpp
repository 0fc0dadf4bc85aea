#include "monitor/process_figures.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace monitor {
namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// All threads' user and system time.
double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

// "max 100000" or "150000 100000": the processor time that the group gets in a period.
std::optional<double> cores_of_cgroup() {
    std::ifstream two("/sys/fs/cgroup/cpu.max");
    std::string quota;
    double period = 0;
    if (two >> quota >> period) {
        if (quota == "max" || period <= 0) return std::nullopt;
        return std::stod(quota) / period;
    }
    std::ifstream one("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    std::ifstream every("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    double granted = 0;
    if (one >> granted && every >> period && granted > 0 && period > 0) return granted / period;
    return std::nullopt;
}

// The cores that the process may run on, or what its group may use of them.
double available_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    const auto may_run_on =
        ::sched_getaffinity(0, sizeof(set), &set) == 0 ? double(CPU_COUNT(&set)) : 1.0;
    const auto granted = cores_of_cgroup();
    return std::max(granted ? std::min(*granted, may_run_on) : may_run_on, 0.01);
}

double count_entries(const char* directory) {
    std::error_code failed;
    double count = 0;
    for (std::filesystem::directory_iterator at(directory, failed), end; !failed && at != end;
         at.increment(failed))
        ++count;
    return count;
}

double size_of_file(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? static_cast<double>(status.st_size) : 0;
}

}  // namespace

ProcessFigures::ProcessFigures(Parts parts)
    : parts_(std::move(parts)),
      cores_(available_cores()),
      started_(parts_.clock.steady()),
      cpu_usage_(parts_.metrics.gauge("chasqui_cpu_usage_ratio",
                                      "Processor time in the last second, of the cores there are")),
      threads_(parts_.metrics.gauge("process_threads", "Threads of the process")),
      rss_(parts_.metrics.gauge("process_resident_memory_bytes", "Resident memory")),
      memory_usage_(parts_.metrics.gauge("chasqui_memory_usage_ratio",
                                         "Memory in use, of the limit that is nearest")),
      memory_limit_(parts_.metrics.gauge("chasqui_memory_limit_bytes",
                                         "The memory limit that is nearest to being reached")),
      memory_used_(parts_.metrics.gauge("chasqui_memory_used_bytes",
                                        "Memory that is counted against that limit")),
      memory_stalled_(parts_.metrics.gauge(
          "chasqui_memory_stalled_ratio",
          "Share of the last 10 s in which a task waited for memory; 0 where it is not told")),
      open_files_(parts_.metrics.gauge("process_open_fds", "Open file descriptors")),
      files_max_(parts_.metrics.gauge("process_max_fds", "Most file descriptors there may be")),
      disk_free_(parts_.metrics.gauge("chasqui_disk_free_bytes", "Room left for the data folder")),
      disk_size_(parts_.metrics.gauge("chasqui_disk_size_bytes",
                                      "Size of the file system that holds the data folder")),
      disk_used_(parts_.metrics.gauge("chasqui_disk_used_ratio", "Share of it that is in use")),
      database_bytes_(
          parts_.metrics.gauge("chasqui_store_file_bytes", "Size of the database's file")),
      wal_bytes_(parts_.metrics.gauge("chasqui_store_wal_bytes",
                                      "Size of the database's write-ahead log")),
      uptime_(parts_.metrics.gauge("chasqui_uptime_seconds", "Time since the start")) {
    parts_.metrics.counter("process_cpu_seconds_total", "Processor time, user and system",
                           [] { return processor_seconds(); });
    parts_.metrics.gauge("chasqui_cpu_cores", "Cores that the process may use",
                         [cores = cores_] { return cores; });
    const auto start = static_cast<double>(core::to_epoch_ms(parts_.clock.wall())) / 1000;
    parts_.metrics.gauge("process_start_time_seconds", "Start, in seconds since 1970",
                         [start] { return start; });
    refresh();
}

void ProcessFigures::refresh() {
    refresh_processor();
    refresh_memory();
    refresh_files();
    refresh_disk();
}

void ProcessFigures::refresh_processor() {
    const auto now = parts_.clock.steady();
    const auto used = processor_seconds();
    if (processor_at_ && now > *processor_at_) {
        const auto passed = std::chrono::duration<double>(now - *processor_at_).count();
        cpu_usage_.set(std::clamp((used - processor_seconds_) / passed / cores_, 0.0, 1.0));
    }
    processor_at_ = now;
    processor_seconds_ = used;
    uptime_.set(std::chrono::duration<double>(now - started_).count());
}

void ProcessFigures::refresh_memory() {
    reading_ = parts_.memory.read();
    rss_.set(static_cast<double>(reading_.rss));
    memory_usage_.set(reading_.usage_percent / 100);
    memory_limit_.set(static_cast<double>(reading_.limit));
    memory_used_.set(static_cast<double>(reading_.used));
    memory_stalled_.set(reading_.stalled_percent.value_or(0) / 100);
}

void ProcessFigures::refresh_files() {
    threads_.set(count_entries("/proc/self/task"));
    open_files_.set(count_entries("/proc/self/fd"));
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        files_max_.set(static_cast<double>(limit.rlim_cur));
    database_bytes_.set(size_of_file(parts_.database_path));
    wal_bytes_.set(size_of_file(parts_.database_path + "-wal"));
}

void ProcessFigures::refresh_disk() {
    struct statvfs found{};
    if (::statvfs(parts_.data_folder.c_str(), &found) != 0) return;
    const auto block = static_cast<double>(found.f_frsize);
    const auto size = static_cast<double>(found.f_blocks) * block;
    const auto free = static_cast<double>(found.f_bavail) * block;
    const auto used = static_cast<double>(found.f_blocks - found.f_bfree) * block;
    disk_size_.set(size);
    disk_free_.set(free);
    // As df counts: what is kept for root is neither free nor used.
    disk_used_.set(used + free > 0 ? used / (used + free) : 0);
}

}  // namespace monitor
