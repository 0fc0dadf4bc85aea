#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/log.hpp"

namespace core {

struct LogOptions {
    LogLevel level = LogLevel::warn;
    std::string folder;  // of error.log and combined.log; made when absent; "" writes no file
    // What standard error gets: coloured text is for a terminal, JSON for a pipe.
    enum class Console { none, text, json } console = Console::none;
    LogLevel console_level = LogLevel::silly;  // beyond it a line goes to the files alone
    std::size_t file_bytes_max = 10'485'760;
    std::size_t files_max = 3;  // of each log, the current one included
    // Beyond it the oldest line is dropped, and counted. spdlog makes them all at the start, half a
    // kilobyte each.
    std::size_t queue_lines_max = 2048;
};

// The product's log: a thread of its own writes (spdlog), so that nobody who logs waits for a
// disk. combined.log has every line, error.log the errors.
class SpdlogSink : public LogSink {
public:
    // Throws std::runtime_error, with a text for the operator, where the files cannot be made.
    explicit SpdlogSink(const LogOptions& options);
    ~SpdlogSink() override;  // after everything taken is written

    bool takes(LogLevel level, std::string_view module) const override;
    void write(LogLevel level, std::string json, std::string text) override;
    bool wants_text() const override;

    // Any thread, at any time: the level of all modules without one of their own, and of one.
    void set_level(LogLevel level);
    // Absent: the module goes with the rest again. False where modules_max have a level already.
    bool set_module_level(std::string_view module, std::optional<LogLevel> level);

    // Has the writer's thread hand its buffers to the system; once a second is enough, since
    // errors do it by themselves.
    void flush();
    std::uint64_t dropped_lines() const;

private:
    static constexpr std::size_t modules_max = 32;
    static constexpr std::uint8_t no_level = 0xFF;
    struct ModuleLevel {
        std::string module;  // written before it is counted, and never again
        std::atomic<std::uint8_t> level{no_level};
    };
    class Writers;

    std::atomic<std::uint8_t> level_;
    std::array<ModuleLevel, modules_max> modules_;
    std::atomic<std::size_t> modules_count_{0};
    std::mutex modules_mutex_;  // of those who add
    std::unique_ptr<Writers> writers_;
};

}  // namespace core
