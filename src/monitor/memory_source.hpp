#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace monitor {

// What memory looked like at one look.
struct MemoryReading {
    double usage_percent = 0;  // the worst of every limit there is: `used` of `limit`
    std::uint64_t rss = 0;     // the process's resident bytes, mapped files included
    std::uint64_t limit = 0;   // bytes; of the limit that is nearest to being reached
    std::uint64_t used = 0;    // bytes counted against it, without the file cache that can go
    std::string source;  // whose that is: "cgroup v2", "cgroup v1", "machine", "process" (its own
                         // pages against the tightest limit)
    // The smallest of all limits, for bounds that are set by it; never 0.
    std::uint64_t tightest_limit = 0;
    // PSI: the share of the last 10 s in which some task waited for memory; absent without PSI.
    std::optional<double> stalled_percent;
};

// Reads how much memory there is and how much is used: cgroup v2 and v1 at every level above the
// process (the tightest wins), the machine, and the process itself. Any thread; every read is a
// look at small files of the kernel.
class MemorySource {
public:
    // `root` stands before every path ("" is the real machine), so that tests read recorded trees.
    explicit MemorySource(std::string root = "");

    MemoryReading read() const;

private:
    // Where a hierarchy with memory files is mounted.
    struct Mount {
        std::string directory;  // with root_ before it
        std::string base;       // the group that stands there, as /proc/self/cgroup names it
        bool v2 = false;
    };
    struct Use {
        std::uint64_t used = 0;
        std::uint64_t limit = 0;
        const char* source = "";
    };

    void find_mounts();
    // The process's own group and those above it, the innermost first.
    std::vector<std::string> levels(const Mount& mount, const std::string& group) const;
    void add_groups(std::vector<Use>& uses, MemoryReading& reading) const;
    void add_machine(std::vector<Use>& uses) const;
    void read_process(MemoryReading& reading) const;

    std::string root_;
    std::vector<Mount> mounts_;
};

}  // namespace monitor
