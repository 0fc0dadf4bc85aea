#include "core/log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <time.h>

#include "core/check.hpp"
#include "core/digest.hpp"
#include "core/json_text.hpp"
#include "core/text.hpp"
#include "core/trace.hpp"

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

// A module is named by its Log's maker: they are as many as there are rooms and their parts.
constexpr std::size_t modules_max = 64;
constexpr LogLevel finest_kept = LogLevel::debug;

bool is_text(const LogField& field, std::string_view name) {
    return field.name == name && std::holds_alternative<std::string_view>(field.value);
}

std::string_view text_of(std::span<const LogField> fields, std::string_view name) {
    for (const auto& field : fields)
        if (is_text(field, name)) return std::get<std::string_view>(field.value);
    return {};
}

// FNV-1a.
class Identity {
public:
    void add(std::string_view text) {
        for (const char c : text)
            hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        hash_ *= 0x100000001b3ULL;
    }
    void add(std::uint64_t number) { hash_ = (hash_ ^ number) * 0x9E3779B97F4A7C15ULL; }
    std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

// Two lines are one that repeats when they say the same, whoever asked. Figures vary (sizes,
// times): they count only in errors, of which none that says something new may be missing.
std::uint64_t identity_of(LogLevel level, const LogModule& module, std::string_view event,
                          std::span<const LogField> fields) {
    Identity identity;
    identity.add(static_cast<std::uint64_t>(level));
    identity.add(module.name());
    identity.add(event);
    for (const auto& field : fields) {
        if (field.name == "requestId") continue;
        if (const auto* text = std::get_if<std::string_view>(&field.value))
            identity.add(*text);
        else if (const auto* truth = std::get_if<bool>(&field.value))
            identity.add(std::uint64_t{*truth ? 1U : 2U});
        else if (level != LogLevel::error)
            continue;
        else if (const auto* number = std::get_if<std::int64_t>(&field.value))
            identity.add(static_cast<std::uint64_t>(*number));
        else if (const auto* real = std::get_if<double>(&field.value))
            identity.add(static_cast<std::uint64_t>(*real * 1000));
    }
    return identity.value();
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

LogModule& LogSink::module(std::string_view name) {
    const std::lock_guard lock(mutex_);
    for (auto& known : modules_)
        if (known.name() == name) return known;
    check(modules_.size() < modules_max, "the log's modules are few and named in the source");
    return modules_.emplace_back(std::string(name), level_);
}

LogLevels LogSink::levels() const {
    const std::lock_guard lock(mutex_);
    LogLevels found{level_, {}};
    for (const auto& module : modules_) found.modules.emplace_back(module.name(), module.level());
    std::sort(found.modules.begin(), found.modules.end());
    return found;
}

void LogSink::set_level(LogLevel level) {
    const std::lock_guard lock(mutex_);
    level_ = level;
    for (auto& module : modules_)
        if (!module.has_own_level_)
            module.level_.store(static_cast<std::uint8_t>(level), std::memory_order_relaxed);
}

bool LogSink::set_module_level(std::string_view name, std::optional<LogLevel> level) {
    const std::lock_guard lock(mutex_);
    for (auto& module : modules_) {
        if (module.name() != name) continue;
        module.has_own_level_ = level.has_value();
        module.level_.store(static_cast<std::uint8_t>(level.value_or(level_)),
                            std::memory_order_relaxed);
        return true;
    }
    return false;
}

Log Log::with(std::string_view field, std::string_view value) const {
    auto copy = *this;
    append_member(copy.context_, field, value);
    return copy;
}

Log Log::for_module(std::string_view module) const {
    auto copy = *this;
    if (sink_) copy.module_ = &sink_->module(module);
    return copy;
}

// Everything of a line but the words before its fields.
struct Log::Line {
    LogLevel level;
    std::string_view event;
    std::span<const LogField> fields;
    WallTime now;
    bool is_taken = true;     // else it is kept in its request's memory
    unsigned stands_for = 1;  // of a sample
};

void Log::write(LogLevel level, std::string_view event, std::span<const LogField> fields) const {
    if (!module_) return;
    const bool taken = module_->takes(level);
    if (!taken && (level > finest_kept || !Trace::current())) return;
    const auto now = sink_->now();
    if (taken && level <= LogLevel::info &&
        !sink_->is_new(identity_of(level, *module_, event, fields), *module_, level, event, now))
        return;
    keep_or_write({level, event, fields, now, taken});
}

void Log::success(std::string_view event, LogFields fields) const {
    if (!module_) return;
    const bool taken = module_->takes(LogLevel::info);
    if (!taken && !Trace::current()) return;
    const auto now = sink_->now();
    const auto stands_for = !taken || module_->takes(LogLevel::http) ? 1 : sink_->sample(now);
    if (stands_for == 0) return;
    keep_or_write({LogLevel::info, event, as_span(fields), now, taken, stands_for});
}

void Log::each(LogLevel level, std::string_view event, LogFields fields) const {
    if (!module_) return;
    const bool taken = module_->takes(level);
    if (taken || Trace::current())
        keep_or_write({level, event, as_span(fields), sink_->now(), taken});
}

// The buffers are the thread's: a line costs no allocation.
void Log::keep_or_write(const Line& line) const {
    thread_local std::string json;
    thread_local std::string text;
    auto* trace = Trace::current();
    const auto time = to_iso8601(line.now);

    json.assign("{\"timestamp\":\"").append(time).append("\",\"level\":\"");
    json.append(to_string(line.level)).append("\"");
    append_member(json, "message", line.event);
    if (const auto stack = text_of(line.fields, "stack"); !stack.empty())
        append_member(json, "stack", stack);
    append_member(json, "module", module_->name());
    const auto members = json.size();
    json += context_;
    for (const auto& field : line.fields) {
        if (is_text(field, "stack")) continue;
        if (is_text(field, "causes") && text_of({&field, 1}, "causes").empty()) continue;
        json.append(",\"").append(field.name).append("\":");
        append_value(json, field);
    }
    if (trace && text_of(line.fields, "requestId").empty() &&
        context_.find("\"requestId\"") == std::string::npos)
        append_member(json, "requestId", trace->id());
    if (line.stands_for > 1) {
        json += ",\"sampled\":";
        append_number(json, line.stands_for);
    }
    if (!line.is_taken) json += ",\"kept\":true";
    json += '}';
    if (!line.is_taken) return trace->keep(*sink_, line.level, json);

    text.clear();
    if (sink_->wants_text()) {
        text.append(time, 11, 12);  // the time of day
        text.append(" ").append(to_string(line.level));
        text.append(8 - to_string(line.level).size(), ' ');
        text.append(module_->name()).append(" ").append(line.event);
        if (json.size() > members + 1)
            text.append(" {").append(json, members + 1, std::string::npos);
    }
    sink_->write({line.level, json, text});
}

std::string fingerprint(std::string_view text) {
    return to_hex(sha256(text)).substr(0, 8);
}

}  // namespace core
