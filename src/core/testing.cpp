#include "core/testing.hpp"

#include <algorithm>

namespace core {

void ManualScheduler::post(Callback work) {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(work));
}

TimerId ManualScheduler::after(Milliseconds delay, Callback work) {
    const auto due = clock_.steady() + std::max(delay, Milliseconds{0});
    timers_.emplace(std::pair{due, ++last_timer_}, std::move(work));
    return TimerId{last_timer_};
}

void ManualScheduler::cancel(TimerId timer) {
    std::erase_if(timers_, [timer](const auto& entry) {
        return entry.first.second == static_cast<std::uint64_t>(timer);
    });
}

bool ManualScheduler::run_one() {
    Callback work;
    {
        const std::lock_guard lock(mutex_);
        if (!posted_.empty()) {
            work = std::move(posted_.front());
            posted_.pop_front();
        }
    }
    if (!work) {
        const auto first = timers_.begin();
        if (first == timers_.end() || first->first.first > clock_.steady()) return false;
        // Out of the list before it runs: it may add and cancel timers.
        work = std::move(timers_.extract(first).mapped());
    }
    work();
    return true;
}

void ManualScheduler::run() {
    Scheduler::Entered entered(face_);
    while (run_one()) {
    }
}

void ManualScheduler::advance(Milliseconds by) {
    const auto end = clock_.steady() + by;
    run();
    while (!timers_.empty() && timers_.begin()->first.first <= end) {
        const auto wait = timers_.begin()->first.first - clock_.steady();
        clock_.advance(std::chrono::ceil<Milliseconds>(wait));
        run();
    }
    clock_.advance(std::chrono::ceil<Milliseconds>(end - clock_.steady()));
    run();
}

void ListLogSink::write(const LogLine& line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line.json);
}

std::vector<std::string> ListLogSink::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

bool ListLogSink::contains(std::string_view part) const {
    const std::lock_guard lock(mutex_);
    return std::any_of(lines_.begin(), lines_.end(), [part](const std::string& line) {
        return line.find(part) != std::string::npos;
    });
}

}  // namespace core
