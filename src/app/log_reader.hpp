#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/json.hpp"
#include "core/log.hpp"

namespace app {

// Which lines of the log are asked for.
struct LogFilter {
    core::LogLevel level = core::LogLevel::silly;  // this one and what is worse
    std::string module;                            // "" for all
    std::string request;                           // "" for all
    std::optional<core::WallTime> since;
};

// A line of the log that could be read.
struct LogRecord {
    core::WallTime at;
    core::LogLevel level;
    core::json::object fields;  // all of it, in its order
};

// Absent where the line is none of ours: half written, or foreign.
std::optional<LogRecord> read_log_line(std::string_view line);
bool passes(const LogFilter& filter, const LogRecord& record);
// For people: time, level, module, event, then NAME=VALUE; a stack on lines of its own. What could
// steer a terminal is escaped.
enum class Colour { none, ansi };
std::string to_text(const LogRecord& record, Colour colour);

// "30s", "15m", "2h" or "7d" before now, or a time as lines have it; absent for anything else.
std::optional<core::WallTime> parse_since(std::string_view text, core::WallTime now);

// Reads combined.log and those that it was rotated into, oldest first, and then what comes. A
// rotation in between loses nothing that is still there.
class LogTail {
public:
    explicit LogTail(std::string folder) : folder_(std::move(folder)) {}
    ~LogTail();
    LogTail(const LogTail&) = delete;
    LogTail& operator=(const LogTail&) = delete;

    // What has come since the last call, whole lines; all there is at the first. False where there
    // is no log.
    bool read(std::vector<std::string>& lines);
    // What stands at the end without a line break: half a line, for now.
    const std::string& half_line() const { return half_; }

private:
    std::vector<std::string> paths_oldest_first() const;
    bool open(const std::string& path);
    void take_rest(std::vector<std::string>& lines);

    std::string folder_;
    int file_ = -1;
    std::uint64_t inode_ = 0;
    std::string half_;
};

}  // namespace app
