#include "core/log_spdlog.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <stdexcept>

namespace core {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::error: return spdlog::level::err;
        case LogLevel::warn: return spdlog::level::warn;
        case LogLevel::info: return spdlog::level::info;
        default: return spdlog::level::debug;
    }
}

std::shared_ptr<spdlog::async_logger> make_logger(
    std::vector<spdlog::sink_ptr> sinks, const std::shared_ptr<spdlog::details::thread_pool>& pool,
    const char* pattern) {
    auto logger = std::make_shared<spdlog::async_logger>(
        "", sinks.begin(), sinks.end(), pool, spdlog::async_overflow_policy::overrun_oldest);
    logger->set_level(spdlog::level::trace);
    logger->set_pattern(pattern);
    logger->flush_on(spdlog::level::err);
    return logger;
}

}  // namespace

// The loggers share one thread and one queue. Lines come whole: spdlog's %v is not JSON-escaped.
class SpdlogSink::Writers {
public:
    explicit Writers(const LogOptions& options)
        : console_kind_(options.console),
          pool_(std::make_shared<spdlog::details::thread_pool>(options.queue_lines_max, 1)) {
        if (!options.folder.empty())
            files_ = make_logger({file(options, "combined.log", spdlog::level::trace),
                                  file(options, "error.log", spdlog::level::err)},
                                 pool_, "%v");
        if (console_kind_ != LogOptions::Console::none)
            console_ = make_logger({console(options)}, pool_,
                                   console_kind_ == LogOptions::Console::text ? "%^%v%$" : "%v");
    }

    void write(LogLevel level, const std::string& json, const std::string& text) {
        const auto priority = spdlog_level(level);
        if (files_) files_->log(priority, spdlog::string_view_t(json));
        if (console_) console_->log(priority, spdlog::string_view_t(wants_text() ? text : json));
    }

    void flush() {
        if (files_) files_->flush();
    }
    bool wants_text() const { return console_kind_ == LogOptions::Console::text; }
    std::uint64_t dropped() const { return pool_->overrun_counter(); }

private:
    static spdlog::sink_ptr console(const LogOptions& options) {
        auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
        sink->set_level(spdlog_level(options.console_level));
        return sink;
    }
    static spdlog::sink_ptr file(const LogOptions& options, const char* name,
                                 spdlog::level::level_enum from) {
        // spdlog counts the rotated files without the current one.
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            options.folder + "/" + name, options.file_bytes_max, options.files_max - 1);
        sink->set_level(from);
        return sink;
    }

    LogOptions::Console console_kind_;
    std::shared_ptr<spdlog::async_logger> files_;
    std::shared_ptr<spdlog::async_logger> console_;
    // Last, so that its thread has ended before the loggers that it writes to are taken down.
    std::shared_ptr<spdlog::details::thread_pool> pool_;
};

SpdlogSink::SpdlogSink(const LogOptions& options)
    : level_(static_cast<std::uint8_t>(options.level)),
      writers_(std::make_unique<Writers>(options)) {}

SpdlogSink::~SpdlogSink() = default;

bool SpdlogSink::takes(LogLevel level, std::string_view module) const {
    auto most = level_.load(std::memory_order_relaxed);
    const auto count = modules_count_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < count; ++i) {
        if (modules_[i].module != module) continue;
        const auto own = modules_[i].level.load(std::memory_order_relaxed);
        if (own != no_level) most = own;
        break;
    }
    return static_cast<std::uint8_t>(level) <= most;
}

void SpdlogSink::write(LogLevel level, std::string json, std::string text) {
    writers_->write(level, json, text);
}

bool SpdlogSink::wants_text() const {
    return writers_->wants_text();
}

void SpdlogSink::set_level(LogLevel level) {
    level_.store(static_cast<std::uint8_t>(level), std::memory_order_relaxed);
}

bool SpdlogSink::set_module_level(std::string_view module, std::optional<LogLevel> level) {
    const std::lock_guard lock(modules_mutex_);
    const auto value = level ? static_cast<std::uint8_t>(*level) : no_level;
    const auto count = modules_count_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < count; ++i)
        if (modules_[i].module == module) {
            modules_[i].level.store(value, std::memory_order_relaxed);
            return true;
        }
    if (count == modules_max) return !level;
    modules_[count].module = module;
    modules_[count].level.store(value, std::memory_order_relaxed);
    modules_count_.store(count + 1, std::memory_order_release);
    return true;
}

void SpdlogSink::flush() {
    writers_->flush();
}

std::uint64_t SpdlogSink::dropped_lines() const {
    return writers_->dropped();
}

}  // namespace core
