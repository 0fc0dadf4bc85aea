#include "core/trace.hpp"

#include <utility>

#include "core/trace_wait.hpp"

namespace core {
namespace {

thread_local Trace* current_trace = nullptr;

// Of all traces there are. A process has one memory.
std::atomic<std::size_t> all_bytes{0};

}  // namespace

Trace::~Trace() {
    all_bytes.fetch_sub(bytes_, std::memory_order_relaxed);
}

// Not inline: a coroutine may go on in another thread, where a compiler must not use the address
// that it found in this one.
Trace* Trace::current() {
    return current_trace;
}

void Trace::set_current(Trace* trace) {
    current_trace = trace;
}

Trace::Entered::Entered(Trace* trace) : before_(current()) {
    set_current(trace);
}

Trace::Entered::~Entered() {
    set_current(before_);
}

void Trace::keep(LogSink& sink, LogLevel level, std::string_view json) {
    if (told_) return sink.write({level, json, json});
    if (json.size() > bytes_max ||
        all_bytes.load(std::memory_order_relaxed) + json.size() > all_bytes_max)
        return;
    kept_.push_back({&sink, level, std::string(json)});
    bytes_ += json.size();
    all_bytes.fetch_add(json.size(), std::memory_order_relaxed);
    while (bytes_ > bytes_max) forget_oldest();
}

void Trace::forget_oldest() {
    const auto size = kept_.front().json.size();
    kept_.erase(kept_.begin());
    bytes_ -= size;
    all_bytes.fetch_sub(size, std::memory_order_relaxed);
}

void Trace::tell() {
    told_ = true;
    for (const auto& line : kept_) line.sink->write({line.level, line.json, line.json});
    kept_.clear();
    all_bytes.fetch_sub(std::exchange(bytes_, 0), std::memory_order_relaxed);
}

Trace* detail::current_trace_of_thread() {
    return Trace::current();
}

void detail::set_trace_of_thread(Trace* trace) {
    Trace::set_current(trace);
}

}  // namespace core
