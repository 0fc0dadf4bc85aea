#include "monitor/memory_source.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

constexpr std::uint64_t mib = 1024 * 1024;

// A recorded tree of the kernel's files: what a test adds is all there is.
class Tree {
public:
    Tree() {
        std::string pattern = (std::filesystem::temp_directory_path() / "memoryXXXXXX").string();
        root_ = ::mkdtemp(pattern.data());
        add("/proc/meminfo",
            "MemTotal:        4194304 kB\nMemFree:          100000 kB\n"
            "MemAvailable:    3145728 kB\n");
        add("/proc/self/statm", "90000 5120 1024 500 0 6000 0\n");  // 20 MiB resident, 4 mapped
    }
    ~Tree() { std::filesystem::remove_all(root_); }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;

    void add(const std::string& path, const std::string& text) {
        const std::filesystem::path file = root_ + path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    // Debian 12 as it comes: one hierarchy.
    void mount_v2(const std::string& base = "/") {
        add("/proc/self/mountinfo", "24 30 0:22 / /proc rw - proc proc rw\n30 24 0:26 " + base +
                                        " /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 "
                                        "rw,nsdelegate\n");
    }
    // Hybrid: memory is v1's, and v2 stands beside it without controllers.
    void mount_v1(const std::string& base = "/") {
        add("/proc/self/mountinfo",
            "32 24 0:28 / /sys/fs/cgroup/unified rw shared:9 - cgroup2 cgroup2 rw\n"
            "33 24 0:29 / /sys/fs/cgroup/cpu rw shared:10 - cgroup cgroup rw,cpu\n"
            "35 24 0:31 " +
                base + " /sys/fs/cgroup/memory rw shared:11 - cgroup cgroup rw,memory\n");
        add("/sys/fs/cgroup/unified/cgroup.procs", "1\n");
    }
    void group_v2(const std::string& path, const std::string& max, std::uint64_t current,
                  std::uint64_t inactive_file, const std::string& high = "max") {
        const auto at = "/sys/fs/cgroup" + path;
        add(at + "/memory.max", max + "\n");
        add(at + "/memory.high", high + "\n");
        add(at + "/memory.current", std::to_string(current) + "\n");
        add(at + "/memory.stat", "anon 1\nfile 2\ninactive_anon 7\ninactive_file " +
                                     std::to_string(inactive_file) + "\nactive_file 3\n");
    }
    void group_v1(const std::string& path, std::uint64_t limit, std::uint64_t usage,
                  std::uint64_t inactive_file) {
        const auto at = "/sys/fs/cgroup/memory" + path;
        add(at + "/memory.limit_in_bytes", std::to_string(limit) + "\n");
        add(at + "/memory.usage_in_bytes", std::to_string(usage) + "\n");
        add(at + "/memory.stat", "inactive_file 0\ntotal_inactive_anon 7\ntotal_inactive_file " +
                                     std::to_string(inactive_file) + "\n");
    }
    monitor::MemoryReading read() const { return monitor::MemorySource(root_).read(); }

private:
    std::string root_;
};

constexpr std::uint64_t v1_without_limit = 9'223'372'036'854'771'712U;

}  // namespace

TEST_CASE_FIXTURE(Tree, "cgroup v2: the limit is memory.max, and cache that can go is not used") {
    mount_v2();
    add("/proc/self/cgroup", "0::/system.slice/chasqui.service\n");
    group_v2("/system.slice/chasqui.service", std::to_string(128 * mib), 100 * mib, 36 * mib);
    const auto reading = read();
    CHECK(reading.source == "cgroup v2");
    CHECK(reading.limit == 128 * mib);
    CHECK(reading.used == 64 * mib);
    CHECK(reading.usage_percent == doctest::Approx(50));
    CHECK(reading.rss == 20 * mib);
    CHECK(reading.tightest_limit == 128 * mib);
}

TEST_CASE_FIXTURE(Tree, "cgroup v2: memory.high binds where it is below memory.max") {
    mount_v2();
    add("/proc/self/cgroup", "0::/a\n");
    group_v2("/a", std::to_string(128 * mib), 60 * mib, 0, std::to_string(64 * mib));
    CHECK(read().limit == 64 * mib);
    CHECK(read().usage_percent == doctest::Approx(93.75));
}

TEST_CASE_FIXTURE(Tree, "a group above that is nearer to its limit wins over the own one") {
    mount_v2();
    add("/proc/self/cgroup", "0::/slice/own\n");
    group_v2("/slice/own", std::to_string(100 * mib), 50 * mib, 0);
    group_v2("/slice", std::to_string(200 * mib), 180 * mib, 0);
    CHECK(read().usage_percent == doctest::Approx(90));
    CHECK(read().limit == 200 * mib);
    CHECK(read().tightest_limit == 100 * mib);
}

TEST_CASE_FIXTURE(Tree, "cgroup v1 in a hybrid tree: usage without total_inactive_file") {
    mount_v1();
    add("/proc/self/cgroup", "4:memory:/box\n1:cpu:/\n0::/\n");
    group_v1("/box", 128 * mib, 120 * mib, 24 * mib);
    group_v1("", v1_without_limit, 900 * mib, 0);
    const auto reading = read();
    CHECK(reading.source == "cgroup v1");
    CHECK(reading.usage_percent == doctest::Approx(75));
    CHECK(reading.limit == 128 * mib);
}

TEST_CASE_FIXTURE(Tree, "cgroup v1 in a container: the mount is the group, its name the host's") {
    mount_v1("/docker/4f2a");
    add("/proc/self/cgroup", "11:cpuset:/docker/4f2a\n9:hugetlb,memory:/docker/4f2a\n");
    group_v1("", 256 * mib, 128 * mib, 0);
    CHECK(read().limit == 256 * mib);
    CHECK(read().usage_percent == doctest::Approx(50));
}

TEST_CASE_FIXTURE(Tree, "a container that does not see its own path finds the mount's limit") {
    mount_v2();
    add("/proc/self/cgroup", "0::/../../kubepods/pod7\n");
    group_v2("", std::to_string(64 * mib), 32 * mib, 0);
    CHECK(read().limit == 64 * mib);
}

TEST_CASE_FIXTURE(Tree, "without a limit the machine's memory is the limit, by what is available") {
    for (const bool v2 : {true, false}) {
        CAPTURE(v2);
        if (v2) {
            mount_v2();
            group_v2("/free", "max", 900 * mib, 0);
        } else {
            mount_v1();
            group_v1("/free", v1_without_limit, 900 * mib, 0);
        }
        add("/proc/self/cgroup", "4:memory:/free\n0::/free\n");
        const auto reading = read();
        CHECK(reading.source == "machine");
        CHECK(reading.limit == 4096 * mib);
        CHECK(reading.used == 1024 * mib);
        CHECK(reading.usage_percent == doctest::Approx(25));
        CHECK(reading.tightest_limit == 4096 * mib);
    }
}

TEST_CASE_FIXTURE(Tree, "a full machine is pressure though the group has room") {
    mount_v2();
    add("/proc/self/cgroup", "0::/a\n");
    group_v2("/a", std::to_string(128 * mib), 64 * mib, 0);
    add("/proc/meminfo", "MemTotal: 1000000 kB\nMemAvailable: 100000 kB\n");
    CHECK(read().source == "machine");
    CHECK(read().usage_percent == doctest::Approx(90));
}

TEST_CASE_FIXTURE(Tree, "own pages count against the limit where they were charged elsewhere") {
    mount_v1();
    add("/proc/self/cgroup", "4:memory:/box\n");
    group_v1("/box", 32 * mib, 1 * mib, 0);
    const auto reading = read();
    CHECK(reading.source == "process");
    CHECK(reading.used == 16 * mib);  // resident, without mapped files
    CHECK(reading.usage_percent == doctest::Approx(50));
}

TEST_CASE_FIXTURE(Tree, "stalls come from the group's own PSI file, else from the machine's") {
    CHECK_FALSE(read().stalled_percent.has_value());
    add("/proc/pressure/memory", "some avg10=3.50 avg60=0.00 avg300=0.00 total=1\nfull avg10=0\n");
    CHECK(read().stalled_percent == doctest::Approx(3.5));
    mount_v2();
    add("/proc/self/cgroup", "0::/a\n");
    group_v2("/a", std::to_string(128 * mib), 64 * mib, 0);
    add("/sys/fs/cgroup/a/memory.pressure", "some avg10=41.02 avg60=0.00 avg300=0.00 total=1\n");
    CHECK(read().stalled_percent == doctest::Approx(41.02));
}

TEST_CASE("the real machine has a limit, a use and a resident size") {
    const auto reading = monitor::MemorySource().read();
    CHECK(reading.tightest_limit > 0);
    CHECK(reading.limit >= reading.tightest_limit);
    CHECK(reading.used > 0);
    CHECK(reading.rss > mib);
    CHECK(reading.usage_percent > 0);
    CHECK(reading.usage_percent < 110);
}
