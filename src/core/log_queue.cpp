#include "core/log_queue.hpp"

#include <cstring>
#include <utility>

namespace core {
namespace {

struct Head {
    std::uint32_t json_bytes;
    std::uint32_t text_bytes;
    LogLevel level;
};

}  // namespace

bool LogQueue::push(const LogLine& line) {
    const Head head{static_cast<std::uint32_t>(line.json.size()),
                    static_cast<std::uint32_t>(line.text.size()), line.level};
    const auto most = line.level <= LogLevel::warn ? bytes_max_ : bytes_max_ / 4 * 3;
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        const auto after = lines_.size() + sizeof(head) + line.json.size() + line.text.size();
        if (after > most) return false;
        lines_.append(reinterpret_cast<const char*>(&head), sizeof(head));
        lines_ += line.json;
        lines_ += line.text;
        wake = !is_urgent_ && (line.level == LogLevel::error || after > bytes_max_ / 2);
        is_urgent_ |= wake;
    }
    if (wake) something_urgent_.notify_one();
    return true;
}

bool LogQueue::wait_and_take(std::string& lines, Milliseconds most) {
    lines.clear();
    std::unique_lock lock(mutex_);
    something_urgent_.wait_for(lock, most, [this] { return is_urgent_ || closed_; });
    is_urgent_ = false;
    std::swap(lines, lines_);
    return !lines.empty() || !closed_;
}

void LogQueue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    something_urgent_.notify_one();
}

std::optional<LogLine> LogQueue::next(std::string_view& lines) {
    if (lines.empty()) return std::nullopt;
    Head head{};
    std::memcpy(&head, lines.data(), sizeof(head));
    lines.remove_prefix(sizeof(head));
    const LogLine line{head.level, lines.substr(0, head.json_bytes),
                       lines.substr(head.json_bytes, head.text_bytes)};
    lines.remove_prefix(head.json_bytes + head.text_bytes);
    return line;
}

}  // namespace core
