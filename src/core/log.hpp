#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "core/clock.hpp"

namespace core {

enum class LogLevel : std::uint8_t { error, warn, info, http, verbose, debug, silly };

// winston's names; absent for any other word.
std::optional<LogLevel> parse_log_level(std::string_view name);
std::string_view to_string(LogLevel level);

// One named value of a log line. Text is copied into the line before the call returns.
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
};

using LogFields = std::initializer_list<LogField>;

// Where lines go: spdlog's asynchronous writer in the product (core/log_spdlog.hpp), a list in
// tests (core/testing.hpp). Never blocks its caller; what it cannot take it drops and counts.
class LogSink {
public:
    virtual ~LogSink() = default;
    virtual bool takes(LogLevel level, std::string_view module) const = 0;
    // `json` is one whole JSON object without line break; `text` reads the same for a terminal.
    virtual void write(LogLevel level, std::string json, std::string text) = 0;
    virtual bool wants_text() const { return false; }
    // The time that lines carry: the system's, unless the sink has a clock.
    virtual WallTime now() const;
};

// A module's door to the log: log.info("message_sent", {{"conversation", id}, {"ms", ms}}).
// Names are constant, data are fields; never message text, phone numbers or tokens.
// error = someone must act; warn = we coped; info = human-rate changes; debug = per message.
// A Log is small and copied freely; any thread may use it. Default-constructed it writes nothing.
class Log {
public:
    Log() = default;
    Log(LogSink& sink, std::string module);

    // The same door, whose lines also carry this field (a request id, a connection).
    Log with(std::string_view field, std::string_view value) const;
    Log for_module(std::string module) const;

    void error(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::error, event, fields);
    }
    void warn(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::warn, event, fields);
    }
    void info(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::info, event, fields);
    }
    void http(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::http, event, fields);
    }
    void debug(std::string_view event, LogFields fields = {}) const {
        write(LogLevel::debug, event, fields);
    }

private:
    void write(LogLevel level, std::string_view event, LogFields fields) const;

    LogSink* sink_ = nullptr;
    std::string module_;
    std::string context_;  // further fields, encoded: ,"requestId":"…"
};

}  // namespace core
