#include "monitor/memory_source.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace monitor {
namespace {

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream file(path);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::optional<std::uint64_t> to_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end == text.data()) return std::nullopt;
    return value;
}

// Absent also for "max", which is cgroup v2's word for no limit.
std::optional<std::uint64_t> read_number(const std::string& path) {
    const auto text = read_text(path);
    return text ? to_number(*text) : std::nullopt;
}

// The number after `key` at the start of a line, as in memory.stat and /proc/meminfo.
std::optional<std::uint64_t> number_after(const std::string& text, std::string_view key) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key)) continue;
        const auto at = line.find_first_not_of(" \t", key.size());
        if (at == key.size() || at == std::string::npos) continue;  // a longer key, or no value
        return to_number(std::string_view(line).substr(at));
    }
    return std::nullopt;
}

std::uint64_t without_cache(std::uint64_t used, const std::string& directory,
                            std::string_view key) {
    const auto stat = read_text(directory + "/memory.stat");
    const auto cache = stat ? number_after(*stat, key).value_or(0) : 0;
    return used - std::min(used, cache);
}

std::vector<std::string> words(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> found;
    for (std::string word; in >> word;) found.push_back(word);
    return found;
}

bool names_memory(std::string_view list) {
    return ("," + std::string(list) + ",").find(",memory,") != std::string::npos;
}

// The process's group in a hierarchy: of v2 the line "0::PATH", of v1 "N:…,memory,…:PATH".
std::optional<std::string> group_in(const std::string& cgroups, bool v2) {
    std::istringstream lines(cgroups);
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const auto controllers = line.substr(first + 1, second - first - 1);
        if (v2 ? line.starts_with("0::") : names_memory(controllers))
            return line.substr(second + 1);
    }
    return std::nullopt;
}

std::optional<double> stalled_percent(const std::string& text) {
    constexpr std::string_view before = "some avg10=";
    if (!text.starts_with(before)) return std::nullopt;
    std::istringstream in(text.substr(before.size()));
    double percent = 0;
    if (!(in >> percent)) return std::nullopt;
    return percent;
}

double percent_of(std::uint64_t used, std::uint64_t limit) {
    return 100.0 * static_cast<double>(used) / static_cast<double>(limit);
}

}  // namespace

MemorySource::MemorySource(std::string root) : root_(std::move(root)) {
    find_mounts();
}

// Mounts stand still while a process lives: they are looked for once. Lines of mountinfo(5) are
// "ID PARENT DEV BASE WHERE OPTIONS … - TYPE SOURCE SUPER".
void MemorySource::find_mounts() {
    const auto text = read_text(root_ + "/proc/self/mountinfo").value_or("");
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto parts = words(line);
        const auto dash = std::find(parts.begin(), parts.end(), "-");
        if (parts.size() < 6 || parts.end() - dash < 4) continue;
        const auto& type = *(dash + 1);
        const bool v2 = type == "cgroup2";
        if (!v2 && (type != "cgroup" || !names_memory(*(dash + 3)))) continue;
        mounts_.push_back({root_ + parts[4], parts[3], v2});
    }
}

// A container may see only its own group's files, mounted at the top, under a name of the host:
// what is not found by name is looked for further up, where the mount itself is the last.
std::vector<std::string> MemorySource::levels(const Mount& mount, const std::string& group) const {
    std::string path = group;
    if (mount.base != "/" && path.starts_with(mount.base)) path.erase(0, mount.base.size());
    while (!path.empty() && path.back() == '/') path.pop_back();
    std::vector<std::string> found;
    for (;;) {
        const auto directory = mount.directory + path;
        if (::access(directory.c_str(), X_OK) == 0) found.push_back(directory);
        if (path.empty()) return found;
        path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
    }
}

void MemorySource::add_groups(std::vector<Use>& uses, MemoryReading& reading) const {
    const auto cgroups = read_text(root_ + "/proc/self/cgroup").value_or("");
    for (const auto& mount : mounts_) {
        const auto group = group_in(cgroups, mount.v2);
        if (!group) continue;
        for (const auto& directory : levels(mount, *group)) {
            const auto stalled = read_text(directory + "/memory.pressure");
            if (stalled && !reading.stalled_percent)
                reading.stalled_percent = stalled_percent(*stalled);
            const auto hard =
                read_number(directory + (mount.v2 ? "/memory.max" : "/memory.limit_in_bytes"));
            // Above memory.high the kernel slows every allocation down: it is a limit to us.
            const auto soft = mount.v2 ? read_number(directory + "/memory.high") : std::nullopt;
            const auto limit = std::min(hard.value_or(UINT64_MAX), soft.value_or(UINT64_MAX));
            const auto used =
                read_number(directory + (mount.v2 ? "/memory.current" : "/memory.usage_in_bytes"));
            if (limit == UINT64_MAX || limit == 0 || !used) continue;
            uses.push_back({without_cache(*used, directory,
                                          mount.v2 ? "inactive_file" : "total_inactive_file"),
                            limit, mount.v2 ? "cgroup v2" : "cgroup v1"});
        }
    }
}

void MemorySource::add_machine(std::vector<Use>& uses) const {
    const auto text = read_text(root_ + "/proc/meminfo").value_or("");
    const auto total = number_after(text, "MemTotal:").value_or(0) * 1024;
    const auto available = number_after(text, "MemAvailable:").value_or(0) * 1024;
    if (total == 0) return;
    uses.push_back({total - std::min(total, available), total, "machine"});
}

void MemorySource::read_process(MemoryReading& reading) const {
    const auto parts = words(read_text(root_ + "/proc/self/statm").value_or(""));
    if (parts.size() < 3) return;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    reading.rss = to_number(parts[1]).value_or(0) * page;
    if (reading.tightest_limit == 0) return;
    // What was charged to the group that the process came from does not show in its own group's
    // use, and yet cannot go while the process lives: its own pages, without mapped files.
    const auto own = reading.rss - std::min(reading.rss, to_number(parts[2]).value_or(0) * page);
    const auto percent = percent_of(own, reading.tightest_limit);
    if (percent <= reading.usage_percent) return;
    reading.usage_percent = percent;
    reading.used = own;
    reading.limit = reading.tightest_limit;
    reading.source = "process";
}

MemoryReading MemorySource::read() const {
    MemoryReading reading;
    std::vector<Use> uses;
    add_groups(uses, reading);
    add_machine(uses);
    // v1 writes "no limit" as a number beyond any machine; such a limit binds nobody.
    const auto machine = uses.empty() || std::string_view(uses.back().source) != "machine"
                             ? UINT64_MAX
                             : uses.back().limit;
    std::erase_if(uses, [&](const Use& use) { return use.limit > machine; });
    for (const auto& use : uses) {
        if (reading.tightest_limit == 0 || use.limit < reading.tightest_limit)
            reading.tightest_limit = use.limit;
        const auto percent = percent_of(use.used, use.limit);
        if (!reading.source.empty() && percent <= reading.usage_percent) continue;
        reading.usage_percent = percent;
        reading.used = use.used;
        reading.limit = use.limit;
        reading.source = use.source;
    }
    read_process(reading);
    if (!reading.stalled_percent)
        reading.stalled_percent =
            stalled_percent(read_text(root_ + "/proc/pressure/memory").value_or(""));
    return reading;
}

}  // namespace monitor
