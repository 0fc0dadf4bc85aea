#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/log.hpp"

namespace core {

// What one request, socket event or delivery is known by in the log, through coroutines, store
// threads and queues: its id is on each line written while it is worked for. The lines that the
// level keeps out are kept here, and are written when it fails or is slow.
// Worked on by one thread at a time; outlives all that is awaited within it.
class Trace {
public:
    static constexpr std::size_t bytes_max = 16 * 1024;            // of one; the oldest lines go
    static constexpr std::size_t all_bytes_max = 4 * 1024 * 1024;  // of the process; no more come

    explicit Trace(std::string id) : id_(std::move(id)) {}
    ~Trace();
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;

    const std::string& id() const { return id_; }
    void keep(LogSink& sink, LogLevel level, std::string_view json);
    // Writes what was kept, oldest first. What comes from now on goes the same way at once.
    void tell();
    bool told() const { return told_; }

    // The one that this thread works for; absent where it works for none.
    static Trace* current();

    // Has the thread work for this one (or for none) as long as the object lives. In a coroutine
    // too: core::Task takes it along over every wait.
    class Entered {
    public:
        explicit Entered(Trace* trace);
        ~Entered();
        Entered(const Entered&) = delete;
        Entered& operator=(const Entered&) = delete;

    private:
        Trace* before_;
    };
    static void set_current(Trace* trace);

private:
    struct Kept {
        LogSink* sink;
        LogLevel level;
        std::string json;
    };
    void forget_oldest();

    std::string id_;
    std::vector<Kept> kept_;
    std::size_t bytes_ = 0;
    bool told_ = false;
};

}  // namespace core
