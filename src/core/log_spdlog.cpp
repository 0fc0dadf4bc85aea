#include "core/log_spdlog.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <stdexcept>
#include <unistd.h>
#include <vector>

namespace core {
namespace {

// How long a line may wait that is no error and fills no buffer.
constexpr Milliseconds write_interval{100};
// A disk that took nothing is asked again so often; spdlog would rotate its files meanwhile.
constexpr Milliseconds broken_interval{1000};
// A pipe that says it is writable takes so many bytes at least (pipe(7)).
constexpr std::size_t pipe_bytes = 4096;

std::string_view colour_of(LogLevel level) {
    switch (level) {
        case LogLevel::error: return "\x1b[31m";
        case LogLevel::warn: return "\x1b[33m";
        case LogLevel::info: return "\x1b[32m";
        default: return "\x1b[2m";
    }
}

}  // namespace

// error.log and combined.log. The writer's thread alone.
class SpdlogSink::Files {
public:
    explicit Files(const LogOptions& options)
        : combined_(open(options, "combined.log")), error_(open(options, "error.log")) {}

    // False: the disk did not take it.
    bool write(LogLevel level, std::string_view line, WallTime now) {
        if (broken_ && now >= broken_at_ && now - broken_at_ < broken_interval) return false;
        try {
            // What failed may have left half a line.
            if (broken_) {
                put(*combined_, "");
                put(*error_, "");
            }
            broken_ = false;
            put(*combined_, line);
            if (level == LogLevel::error) put(*error_, line);
            return true;
        } catch (const spdlog::spdlog_ex&) {
            broken_ = true;
            broken_at_ = now;
            return false;
        }
    }

private:
    using Sink = spdlog::sinks::rotating_file_sink_st;
    static std::unique_ptr<Sink> open(const LogOptions& options, const char* name) {
        spdlog::file_event_handlers handlers;
        // Each line goes to the system at once: so a full disk is noticed with the line that it
        // does not take, and nothing is lost with the process.
        handlers.after_open = [](const spdlog::filename_t&, std::FILE* file) {
            std::setvbuf(file, nullptr, _IONBF, 0);
        };
        // spdlog counts the rotated files without the current one.
        auto sink = std::make_unique<Sink>(options.folder + "/" + name, options.file_bytes_max,
                                           options.files_max - 1, false, handlers);
        sink->set_pattern("%v");
        return sink;
    }
    static void put(Sink& sink, std::string_view line) {
        sink.log(spdlog::details::log_msg({}, spdlog::level::info,
                                          spdlog::string_view_t(line.data(), line.size())));
    }

    std::unique_ptr<Sink> combined_;
    std::unique_ptr<Sink> error_;
    bool broken_ = false;
    WallTime broken_at_{};
};

// Standard error. The writer's thread alone.
class SpdlogSink::Console {
public:
    explicit Console(const LogOptions& options)
        : file_(options.console_file), text_(options.console == LogOptions::Console::text) {}

    // The bytes that went out; 0: nobody reads.
    std::size_t write(const LogLine& line) {
        out_.clear();
        if (half_line_) out_ += '\n';
        if (text_)
            out_.append(colour_of(line.level)).append(line.text).append("\x1b[m");
        else
            out_ += line.json;
        out_ += '\n';
        half_line_ = false;
        for (std::size_t done = 0; done < out_.size();) {
            const auto part = std::min(out_.size() - done, pipe_bytes);
            if (!is_ready() || ::write(file_, out_.data() + done, part) < 0) {
                half_line_ = done > 0;
                return 0;
            }
            done += part;
        }
        return out_.size();
    }

private:
    bool is_ready() const {
        pollfd wanted{file_, POLLOUT, 0};
        return ::poll(&wanted, 1, 0) == 1 && (wanted.revents & POLLOUT) != 0;
    }

    int file_;
    bool text_;
    bool half_line_ = false;
    std::string out_;
};

SpdlogSink::SpdlogSink(const LogOptions& options)
    : LogSink(options.level), options_(options), queue_(options.queue_bytes_max) {
    if (!options.folder.empty()) files_ = std::make_unique<Files>(options);
    if (options.console != LogOptions::Console::none) console_ = std::make_unique<Console>(options);
    writer_ = std::thread([this] { run(); });
}

SpdlogSink::~SpdlogSink() {
    for (const auto& repeated : repeats_.rest()) tell(repeated);
    queue_.close();
    writer_.join();
}

void SpdlogSink::write(const LogLine& line) {
    tally_.taken[static_cast<std::size_t>(line.level)].fetch_add(1, std::memory_order_relaxed);
    if (!queue_.push(line)) lose(LogLoss::queue);
}

void SpdlogSink::lose(LogLoss reason) {
    tally_.lost[static_cast<std::size_t>(reason)].fetch_add(1, std::memory_order_relaxed);
}

unsigned SpdlogSink::sample(WallTime now) {
    const auto weight = sampler_.weight(now);
    if (weight == 0) tally_.sampled_out.fetch_add(1, std::memory_order_relaxed);
    return weight;
}

bool SpdlogSink::is_new(std::uint64_t identity, const LogModule& module, LogLevel level,
                        std::string_view event, WallTime now) {
    const auto verdict = repeats_.note(identity, module, level, event, now);
    if (verdict.to_tell) tell(*verdict.to_tell);
    if (!verdict.is_new) tally_.folded.fetch_add(1, std::memory_order_relaxed);
    return verdict.is_new;
}

// A line of its own, past the folding.
void SpdlogSink::tell(const LogRepeats::Repeated& repeated) {
    const auto time = to_iso8601(now());
    const auto level = to_string(repeated.level);
    const auto& module = repeated.module->name();
    const auto json = fmt::format(
        R"({{"timestamp":"{}","level":"{}","message":"{}","module":"{}","repeated":{}}})", time,
        level, repeated.event, module, repeated.times);
    const auto text = fmt::format("{} {:<7} {} {} repeated {} times", time.substr(11, 12), level,
                                  module, repeated.event, repeated.times);
    write({repeated.level, json, text});
}

void SpdlogSink::run() {
    ::pthread_setname_np(::pthread_self(), "log");
    std::string taken;
    while (queue_.wait_and_take(taken, write_interval)) {
        std::string_view lines = taken;
        while (const auto line = LogQueue::next(lines)) write_out(*line);
    }
}

void SpdlogSink::write_out(const LogLine& line) {
    const auto count = [](Number& lines, Number& bytes, std::size_t size) {
        lines.fetch_add(1, std::memory_order_relaxed);
        bytes.fetch_add(size, std::memory_order_relaxed);
    };
    if (files_) {
        if (files_->write(line.level, line.json, now()))
            count(tally_.file_lines, tally_.file_bytes, line.json.size() + 1);
        else
            lose(LogLoss::disk);
    }
    if (!console_ || line.level > options_.console_level) return;
    if (const auto bytes = console_->write(line))
        count(tally_.console_lines, tally_.console_bytes, bytes);
    else
        lose(LogLoss::pipe);
}

void SpdlogSink::count_into(Metrics& metrics) const {
    const auto feed = [&](const Number& source, const char* name, const char* help,
                          Labels labels = {}) {
        metrics.counter(
            name, help,
            [&source] { return static_cast<double>(source.load(std::memory_order_relaxed)); },
            std::move(labels));
    };
    for (std::size_t i = 0; i < tally_.taken.size(); ++i)
        feed(tally_.taken[i], "chasqui_log_lines_total", "Log lines that were written",
             {{"level", std::string(to_string(static_cast<LogLevel>(i)))}});
    constexpr std::array reasons{"queue", "disk", "pipe"};
    for (std::size_t i = 0; i < reasons.size(); ++i)
        feed(tally_.lost[i], "chasqui_log_lines_dropped_total",
             "Log lines that were lost: no room, a disk that takes none, a pipe that nobody reads",
             {{"reason", reasons[i]}});
    feed(tally_.folded, "chasqui_log_lines_folded_total",
         "Log lines that repeated another, and were counted instead");
    feed(tally_.sampled_out, "chasqui_log_lines_sampled_out_total",
         "Log lines of success for which another one stands");
    constexpr auto bytes_help = "Bytes of log lines that were written";
    feed(tally_.file_bytes, "chasqui_log_written_bytes_total", bytes_help, {{"to", "files"}});
    feed(tally_.console_bytes, "chasqui_log_written_bytes_total", bytes_help, {{"to", "terminal"}});
    constexpr auto lines_help = "Log lines that were written, by place";
    feed(tally_.file_lines, "chasqui_log_written_lines_total", lines_help, {{"to", "files"}});
    feed(tally_.console_lines, "chasqui_log_written_lines_total", lines_help, {{"to", "terminal"}});
}

void SpdlogSink::each_second() {
    for (const auto& repeated : repeats_.ended(now())) tell(repeated);
}

}  // namespace core
