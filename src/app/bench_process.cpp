#include "app/bench_process.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.hpp"
#include "core/text.hpp"

namespace app {
namespace {

constexpr int ready_wait_ms = 20'000;
constexpr std::string_view ready_mark = "chasqui ready on http://";

double steady_seconds() {
    return std::chrono::duration<double>(core::RealClock().steady().time_since_epoch()).count();
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The number behind "Name:" in one of /proc's texts, in kB there.
std::int64_t kilobytes(const std::string& text, const std::string& name) {
    const auto at = text.find(name);
    if (at == std::string::npos) return 0;
    return std::strtoll(text.c_str() + at + name.size(), nullptr, 10);
}

}  // namespace

BenchProcess::BenchProcess(const Options& options) : started_(steady_seconds()) {
    int input[2], output[2];
    if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe for a child process");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], 0);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    if (!options.shows_errors)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);

    std::vector<std::string> arguments{"chasqui"};
    arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
    std::vector<std::string> environment{"PATH=/usr/bin:/bin", "HOME=/nonexistent"};
    for (const auto& [name, value] : options.environment) environment.push_back(name + "=" + value);
    const int failed = ::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr,
                                     pointers(arguments).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    output_ = output[0];
    const auto written = ::write(input[1], options.input.data(), options.input.size());
    ::close(input[1]);
    if (failed != 0 || written != static_cast<ssize_t>(options.input.size()))
        throw std::runtime_error("cannot start a child process");
}

BenchProcess::~BenchProcess() {
    if (pid_ > 0) {
        terminate();
        wait();
    }
    ::close(output_);
}

std::uint16_t BenchProcess::wait_until_ready() {
    std::string said;
    pollfd waits{output_, POLLIN, 0};
    while (::poll(&waits, 1, ready_wait_ms) > 0) {
        char buffer[1024];
        const auto got = ::read(output_, buffer, sizeof buffer);
        if (got <= 0) break;
        said.append(buffer, static_cast<std::size_t>(got));
        const auto at = said.find(ready_mark);
        if (at == std::string::npos || said.find('\n', at) == std::string::npos) continue;
        seconds_to_ready_ = steady_seconds() - started_;
        const auto colon = said.find(':', at + ready_mark.size());
        return static_cast<std::uint16_t>(std::atoi(said.c_str() + colon + 1));
    }
    throw std::runtime_error("the server did not become ready; it said: " + said);
}

int BenchProcess::wait() {
    int status = 0;
    if (pid_ > 0) ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void BenchProcess::terminate() {
    if (pid_ > 0) ::kill(pid_, SIGTERM);
}

double BenchProcess::cpu_seconds() const {
    const auto stat = read_file("/proc/" + std::to_string(pid_) + "/stat");
    const auto rest = stat.find(") ");
    if (rest == std::string::npos) return 0;
    const auto fields = core::split(std::string_view(stat).substr(rest + 2), ' ');
    // utime and stime are fields 14 and 15 of the line (proc(5)); ours begin with the third.
    if (fields.size() < 13) return 0;
    const auto ticks =
        core::parse_integer(fields[11]).value_or(0) + core::parse_integer(fields[12]).value_or(0);
    return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::int64_t BenchProcess::resident_bytes() const {
    return kilobytes(read_file("/proc/" + std::to_string(pid_) + "/status"), "VmRSS:") * 1024;
}

std::int64_t BenchProcess::private_bytes() const {
    const auto rollup = read_file("/proc/" + std::to_string(pid_) + "/smaps_rollup");
    return (kilobytes(rollup, "Private_Clean:") + kilobytes(rollup, "Private_Dirty:")) * 1024;
}

BenchFolder::BenchFolder() {
    auto name = (std::filesystem::temp_directory_path() / "chasqui-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a run: " + name);
    path_ = name;
}

BenchFolder::~BenchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace app
