#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace app {

// A chasqui of this very binary, run as a child with an environment of its own, and what the
// kernel says of it. Ended with the object.
class BenchProcess {
public:
    struct Options {
        std::vector<std::string> arguments;  // after the program's name
        std::map<std::string, std::string> environment;
        std::string input;         // for its standard input
        bool shows_errors = true;  // else its standard error goes nowhere
    };

    // Starts it. Throws std::runtime_error where that fails.
    explicit BenchProcess(const Options& options);
    ~BenchProcess();
    BenchProcess(const BenchProcess&) = delete;
    BenchProcess& operator=(const BenchProcess&) = delete;

    // Reads its output until the line "chasqui ready on http://ADDR:PORT"; returns the port.
    // Throws std::runtime_error where it ends before, with what it said.
    std::uint16_t wait_until_ready();
    // Waits for its end; the exit code, or 128 + the signal.
    int wait();
    void terminate();

    double cpu_seconds() const;           // user and system, of all its threads
    std::int64_t resident_bytes() const;  // VmRSS
    std::int64_t private_bytes() const;   // Private_Clean + Private_Dirty of smaps_rollup
    double seconds_to_ready() const { return seconds_to_ready_; }

private:
    pid_t pid_ = -1;
    int output_ = -1;
    double seconds_to_ready_ = 0;
    double started_ = 0;
};

// A folder for a run's data, gone with the object.
class BenchFolder {
public:
    BenchFolder();
    ~BenchFolder();
    BenchFolder(const BenchFolder&) = delete;
    BenchFolder& operator=(const BenchFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace app
