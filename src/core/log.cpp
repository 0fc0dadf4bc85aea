#include "core/log.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <time.h>

#include "core/json_text.hpp"

namespace core {
namespace {

constexpr std::array<std::string_view, 7> level_names{"error",   "warn",  "info", "http",
                                                      "verbose", "debug", "silly"};

template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, 32> text{};
    const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc{}) out.append(text.data(), end);
}

// JSON knows neither NaN nor infinities.
void append_value(std::string& out, const LogField& field) {
    if (const auto* number = std::get_if<std::int64_t>(&field.value))
        append_number(out, *number);
    else if (const auto* real = std::get_if<double>(&field.value))
        std::isfinite(*real) ? append_number(out, *real) : void(out += "null");
    else if (const auto* truth = std::get_if<bool>(&field.value))
        out += *truth ? "true" : "false";
    else
        append_json_text(out, std::get<std::string_view>(field.value));
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
    out += ",\"";
    out += name;
    out += "\":";
    append_json_text(out, text);
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view name) {
    for (std::size_t i = 0; i < level_names.size(); ++i)
        if (level_names[i] == name) return static_cast<LogLevel>(i);
    return std::nullopt;
}

std::string_view to_string(LogLevel level) {
    return level_names[static_cast<std::size_t>(level)];
}

WallTime LogSink::now() const {
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return from_epoch_ms(std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000);
}

Log::Log(LogSink& sink, std::string module) : sink_(&sink), module_(std::move(module)) {}

Log Log::with(std::string_view field, std::string_view value) const {
    auto copy = *this;
    append_member(copy.context_, field, value);
    return copy;
}

Log Log::for_module(std::string module) const {
    auto copy = *this;
    copy.module_ = std::move(module);
    return copy;
}

void Log::write(LogLevel level, std::string_view event, LogFields fields) const {
    if (!sink_ || !sink_->takes(level, module_)) return;

    std::string members = context_;
    for (const auto& field : fields) {
        members += ",\"";
        members += field.name;
        members += "\":";
        append_value(members, field);
    }
    const auto time = to_iso8601(sink_->now());

    std::string json;
    json.reserve(96 + module_.size() + event.size() + members.size());
    json += "{\"timestamp\":\"";
    json += time;
    json += "\",\"level\":\"";
    json += to_string(level);
    json += '"';
    append_member(json, "message", event);
    append_member(json, "module", module_);
    json += members;
    json += '}';

    std::string text;
    if (sink_->wants_text()) {
        text.append(time, 11, 12);  // the time of day
        text += ' ';
        text += to_string(level);
        text.append(8 - to_string(level).size(), ' ');
        text += module_;
        text += ' ';
        text += event;
        if (!members.empty()) text.append(" {").append(members, 1).append("}");
    }
    sink_->write(level, std::move(json), std::move(text));
}

}  // namespace core
