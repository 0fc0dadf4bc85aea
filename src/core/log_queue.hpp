#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/log.hpp"

namespace core {

// Lines between those who log and the one thread that writes: bytes in one buffer, so that a line
// costs its caller a copy and no memory. Full, it takes nothing more; the last quarter is for
// warnings and errors. Any thread.
class LogQueue {
public:
    explicit LogQueue(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // False: there was no room.
    bool push(const LogLine& line);

    // For the writer: exchanges what has come for an emptied buffer. Waits for an error, a buffer
    // that fills, or `most`; false when close() was called and nothing is left.
    bool wait_and_take(std::string& lines, Milliseconds most);
    void close();

    // Takes the first line off what was taken; absent at its end.
    static std::optional<LogLine> next(std::string_view& lines);

private:
    const std::size_t bytes_max_;
    std::mutex mutex_;
    std::condition_variable something_urgent_;
    std::string lines_;
    bool is_urgent_ = false;
    bool closed_ = false;
};

}  // namespace core
