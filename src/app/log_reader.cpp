#include "app/log_reader.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/json_text.hpp"
#include "core/text.hpp"

namespace app {
namespace {

// The rotated files beside the current one: combined.1.log is the newer.
constexpr int rotated_max = 9;
constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t half_line_bytes_max = 1024 * 1024;  // a longer one is no line of ours

std::string text_of(const core::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::string_view colour_of(core::LogLevel level) {
    switch (level) {
        case core::LogLevel::error: return "\x1b[31m";
        case core::LogLevel::warn: return "\x1b[33m";
        case core::LogLevel::info: return "\x1b[32m";
        default: return "\x1b[2m";
    }
}

bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
    });
}

void append_plain_or_quoted(std::string& out, std::string_view text) {
    if (is_plain(text))
        out += text;
    else
        core::append_json_text(out, text);
}

std::uint64_t inode_of(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

}  // namespace

std::optional<LogRecord> read_log_line(std::string_view line) {
    auto json = core::parse_json(line);
    if (!json || !json->is_object()) return std::nullopt;
    auto& fields = json->as_object();
    const auto at = core::from_iso8601(text_of(fields, "timestamp"));
    const auto level = core::parse_log_level(text_of(fields, "level"));
    if (!at || !level) return std::nullopt;
    return LogRecord{*at, *level, std::move(fields)};
}

bool passes(const LogFilter& filter, const LogRecord& record) {
    return record.level <= filter.level && (!filter.since || record.at >= *filter.since) &&
           (filter.module.empty() || text_of(record.fields, "module") == filter.module) &&
           (filter.request.empty() || text_of(record.fields, "requestId") == filter.request);
}

std::string to_text(const LogRecord& record, Colour colour) {
    auto out = core::to_iso8601(record.at) + " ";
    const auto level = core::to_string(record.level);
    if (colour == Colour::ansi) out += colour_of(record.level);
    out.append(level);
    if (colour == Colour::ansi) out += "\x1b[m";
    out.append(8 - level.size(), ' ');
    append_plain_or_quoted(out, text_of(record.fields, "module"));
    out += ' ';
    append_plain_or_quoted(out, text_of(record.fields, "message"));
    constexpr std::array<std::string_view, 5> told{"timestamp", "level", "message", "module",
                                                   "stack"};
    for (const auto& [key, value] : record.fields) {
        const std::string_view name(key.data(), key.size());
        if (std::ranges::find(told, name) != told.end()) continue;
        out += ' ';
        append_plain_or_quoted(out, name);
        out += '=';
        if (const auto* text = value.if_string())
            append_plain_or_quoted(out, {text->data(), text->size()});
        else
            out += core::to_json(value);
    }
    std::string stack = text_of(record.fields, "stack");
    for (const auto frame : core::split(stack, '<')) {
        if (core::trim(frame).empty()) continue;
        out += "\n    at ";
        std::string quoted;
        core::append_json_text(quoted, core::trim(frame));
        out.append(quoted, 1, quoted.size() - 2);
    }
    return out;
}

std::optional<core::WallTime> parse_since(std::string_view text, core::WallTime now) {
    if (const auto at = core::from_iso8601(text)) return at;
    if (text.size() < 2) return std::nullopt;
    const auto number = core::parse_integer(text.substr(0, text.size() - 1));
    constexpr std::int64_t most = 1'000'000;
    if (!number || *number > most) return std::nullopt;
    switch (text.back()) {
        case 's': return now - std::chrono::seconds(*number);
        case 'm': return now - std::chrono::minutes(*number);
        case 'h': return now - std::chrono::hours(*number);
        case 'd': return now - std::chrono::days(*number);
        default: return std::nullopt;
    }
}

LogTail::~LogTail() {
    if (file_ >= 0) ::close(file_);
}

std::vector<std::string> LogTail::paths_oldest_first() const {
    std::vector<std::string> paths;
    for (int i = rotated_max; i > 0; --i)
        if (auto path = folder_ + "/combined." + std::to_string(i) + ".log"; inode_of(path) != 0)
            paths.push_back(std::move(path));
    paths.push_back(folder_ + "/combined.log");
    return paths;
}

bool LogTail::open(const std::string& path) {
    if (file_ >= 0) ::close(file_);
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status{};
    if (file_ < 0 || ::fstat(file_, &status) != 0) return false;
    inode_ = status.st_ino;
    half_.clear();
    return true;
}

void LogTail::take_rest(std::vector<std::string>& lines) {
    std::string bytes(read_bytes, '\0');
    for (;;) {
        const auto count = ::read(file_, bytes.data(), bytes.size());
        if (count <= 0) return;
        half_.append(bytes, 0, static_cast<std::size_t>(count));
        std::size_t begin = 0;
        for (auto end = half_.find('\n'); end != std::string::npos; end = half_.find('\n', begin)) {
            lines.push_back(half_.substr(begin, end - begin));
            begin = end + 1;
        }
        half_.erase(0, begin);
        if (half_.size() > half_line_bytes_max) half_.clear();
    }
}

bool LogTail::read(std::vector<std::string>& lines) {
    if (file_ >= 0) take_rest(lines);
    // Those that are newer than the one that is open; all where it is not there any more.
    auto paths = paths_oldest_first();
    if (file_ >= 0) {
        const auto own = std::ranges::find_if(
            paths, [this](const auto& path) { return inode_of(path) == inode_; });
        if (own != paths.end()) paths.erase(paths.begin(), own + 1);
    }
    for (const auto& path : paths)
        if (open(path)) take_rest(lines);
    return file_ >= 0;
}

}  // namespace app
