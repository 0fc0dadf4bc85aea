#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "core/log.hpp"
#include "core/log_queue.hpp"
#include "core/log_repeats.hpp"
#include "core/metrics.hpp"

namespace core {

struct LogOptions {
    LogLevel level = LogLevel::warn;
    std::string folder;  // of error.log and combined.log; made when absent; "" writes no file
    // What standard error gets: coloured text is for a terminal, JSON for a pipe.
    enum class Console { none, text, json } console = Console::none;
    LogLevel console_level = LogLevel::silly;  // beyond it a line goes to the files alone
    std::size_t file_bytes_max = 10'485'760;
    std::size_t files_max = 3;                  // of each log, the current one included
    std::size_t queue_bytes_max = 1024 * 1024;  // beyond it a line is dropped, and counted
    int console_file = 2;                       // the descriptor of standard error
};

// Why lines are lost: the queue was full, the files could not be written, nobody reads the
// terminal's pipe.
enum class LogLoss : std::size_t { queue, disk, pipe };

// The product's log: a thread of its own writes (spdlog's rotating files), so that nobody who logs
// waits for a disk or a pipe. combined.log has every line, error.log the errors. What repeats is
// folded, what succeeds often is sampled.
class SpdlogSink : public LogSink {
public:
    // Throws std::runtime_error, with a text for the operator, where the files cannot be made.
    explicit SpdlogSink(const LogOptions& options);
    ~SpdlogSink() override;  // after everything taken is written

    void write(const LogLine& line) override;
    bool wants_text() const override { return options_.console == LogOptions::Console::text; }
    unsigned sample(WallTime now) override;
    bool is_new(std::uint64_t identity, const LogModule& module, LogLevel level,
                std::string_view event, WallTime now) override;

    // Once a second: tells what has repeated.
    void each_second();
    // Registers chasqui_log_*; the registry does not outlive this.
    void count_into(Metrics& metrics) const;
    std::uint64_t lost(LogLoss reason) const {
        return tally_.lost[static_cast<std::size_t>(reason)].load(std::memory_order_relaxed);
    }

private:
    class Files;
    class Console;
    using Number = std::atomic<std::uint64_t>;
    // Grown by those who log and by the writer.
    struct Tally {
        std::array<Number, 7> taken{};  // by level
        std::array<Number, 3> lost{};   // by reason
        Number folded{0}, sampled_out{0};
        Number file_lines{0}, file_bytes{0}, console_lines{0}, console_bytes{0};
    };
    void run();
    void write_out(const LogLine& line);
    void tell(const LogRepeats::Repeated& repeated);
    void lose(LogLoss reason);

    const LogOptions options_;
    LogRepeats repeats_;
    LogSampler sampler_;
    Tally tally_;
    LogQueue queue_;
    std::unique_ptr<Files> files_;
    std::unique_ptr<Console> console_;
    std::thread writer_;
};

}  // namespace core
