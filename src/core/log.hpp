#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/private.hpp"

namespace core {

enum class LogLevel : std::uint8_t { error, warn, info, http, verbose, debug, silly };

// winston's names; absent for any other word.
std::optional<LogLevel> parse_log_level(std::string_view name);
std::string_view to_string(LogLevel level);

// One named value of a log line. Text is copied into the line before the call returns. What is of
// a private type (core/private.hpp) has no way in.
struct LogField {
    std::string_view name;
    std::variant<std::int64_t, double, bool, std::string_view> value;

    LogField(std::string_view field, std::string_view text) : name(field), value(text) {}
    LogField(std::string_view field, const std::string& text)
        : name(field), value(std::string_view(text)) {}
    LogField(std::string_view field, const char* text)
        : name(field), value(std::string_view(text)) {}
    LogField(std::string_view field, bool truth) : name(field), value(truth) {}
    LogField(std::string_view field, double number) : name(field), value(number) {}
    template <class T>
        requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
    LogField(std::string_view field, T number)
        : name(field), value(static_cast<std::int64_t>(number)) {}
    template <class Tag>
    LogField(std::string_view field, const Private<Tag>& secret) = delete;
};

using LogFields = std::initializer_list<LogField>;

// A line on its way to the sink; what it names is the caller's, for the time of the call.
struct LogLine {
    LogLevel level;
    std::string_view json;  // one whole JSON object without line break
    std::string_view text;  // the same for a terminal, where the sink wants it
};

// A part of the house that logs, with the level that it logs at now. Made by its sink, and stays.
class LogModule {
public:
    LogModule(std::string name, LogLevel level)
        : name_(std::move(name)), level_(static_cast<std::uint8_t>(level)) {}
    const std::string& name() const { return name_; }
    LogLevel level() const { return static_cast<LogLevel>(level_.load(std::memory_order_relaxed)); }
    bool takes(LogLevel level) const { return level <= this->level(); }

private:
    friend class LogSink;
    std::string name_;
    std::atomic<std::uint8_t> level_;
    bool has_own_level_ = false;  // under the sink's mutex
};

// The levels in force: of all modules, and of each.
struct LogLevels {
    LogLevel level = LogLevel::silly;
    std::vector<std::pair<std::string, LogLevel>> modules;  // by name
};

// Where lines go: files and the terminal in the product (core/log_spdlog.hpp), a list in tests
// (core/testing.hpp). Never blocks its caller; what it cannot take it drops and counts.
class LogSink {
public:
    explicit LogSink(LogLevel level = LogLevel::silly) : level_(level) {}
    virtual ~LogSink() = default;
    LogSink(const LogSink&) = delete;
    LogSink& operator=(const LogSink&) = delete;

    virtual void write(const LogLine& line) = 0;
    virtual bool wants_text() const { return false; }
    // The time that lines carry: the system's, unless the sink has a clock.
    virtual WallTime now() const;
    // Of a success that comes often: how many this one stands for; 0 leaves it out.
    virtual unsigned sample(WallTime) { return 1; }
    // Whether a line with this identity (level, module, event and what it says) is written now;
    // false counts it, and the sink says later how often it came.
    virtual bool is_new(std::uint64_t, const LogModule&, LogLevel, std::string_view, WallTime) {
        return true;
    }

    // The module's part; made at the first call, and the same ever after. Any thread.
    LogModule& module(std::string_view name);
    LogLevels levels() const;
    // Any thread, at any time: the level of all modules without one of their own, and of one
    // (absent: it goes with the rest again). False where there is no such module.
    void set_level(LogLevel level);
    bool set_module_level(std::string_view name, std::optional<LogLevel> level);

private:
    mutable std::mutex mutex_;
    LogLevel level_;
    std::deque<LogModule> modules_;
};

// A module's door to the log: log.info("message_sent", {{"conversation", id}, {"ms", ms}}).
// Names are constant, data are fields; never message text, phone numbers or tokens.
// error = someone must act; warn = we coped; info = human-rate changes; debug = per message.
// A line carries the id of the request that its thread works for (core/trace.hpp); one that its
// level keeps out is kept in that request's memory, and written should it fail.
// A Log is small and copied freely; any thread may use it. Default-constructed it writes nothing.
class Log {
public:
    Log() = default;
    Log(LogSink& sink, std::string_view module) : sink_(&sink), module_(&sink.module(module)) {}

    // The same door, whose lines also carry this field (a request id, a connection).
    Log with(std::string_view field, std::string_view value) const;
    Log for_module(std::string_view module) const;

    void error(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::error, event, as_span(fields));
    }
    void warn(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::warn, event, as_span(fields));
    }
    void info(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::info, event, as_span(fields));
    }
    void http(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::http, event, as_span(fields));
    }
    void debug(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::debug, event, as_span(fields));
    }
    // What went well and comes often: at `info` a sample of it, which says how many it stands for;
    // all of it where the module's level is finer.
    void success(std::string_view event, LogFields fields = {}) const;
    // A line of which no one may be folded into another: a slow request, a failed one.
    void each(LogLevel level, std::string_view event, LogFields fields) const;
    // The same for what is known only while running: the level, and which fields there are.
    void write(LogLevel level, std::string_view event, std::span<const LogField> fields) const;

private:
    static std::span<const LogField> as_span(LogFields fields) {
        return {fields.begin(), fields.size()};
    }
    struct Line;
    void keep_or_write(const Line& line) const;

    LogSink* sink_ = nullptr;
    const LogModule* module_ = nullptr;
    std::string context_;  // further fields, encoded: ,"requestId":"…"
};

}  // namespace core
