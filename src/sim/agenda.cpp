#include "sim/agenda.hpp"

#include <algorithm>
#include <chrono>

namespace sim {

void Agenda::add(core::Milliseconds delay, core::Callback work) {
    if (waiting_.size() >= entries_max) {
        ++dropped_;
        return;
    }
    const auto due = clock_.steady() + std::max(delay, core::Milliseconds{0});
    waiting_.emplace(std::pair{due, ++last_}, std::move(work));
    arm();
}

void Agenda::advance(core::Milliseconds by) {
    auto left = by;
    while (!waiting_.empty()) {
        const auto wait =
            std::chrono::ceil<core::Milliseconds>(waiting_.begin()->first.first - clock_.steady());
        const auto step = std::max(wait, core::Milliseconds{0});
        if (step > left) break;
        clock_.advance(step);
        left -= step;
        run_due();
    }
    clock_.advance(left);
    if (timer_ != core::TimerId::none) scheduler_.cancel(timer_);
    timer_ = core::TimerId::none;
    arm();
}

void Agenda::clear() {
    waiting_.clear();
    if (timer_ != core::TimerId::none) scheduler_.cancel(timer_);
    timer_ = core::TimerId::none;
}

void Agenda::run_due() {
    while (!waiting_.empty() && waiting_.begin()->first.first <= clock_.steady()) {
        auto entry = waiting_.extract(waiting_.begin());
        entry.mapped()();
    }
}

void Agenda::arm() {
    if (waiting_.empty()) return;
    const auto first = waiting_.begin()->first.first;
    if (timer_ != core::TimerId::none) {
        if (armed_for_ <= first) return;
        scheduler_.cancel(timer_);
    }
    armed_for_ = first;
    const auto delay = std::chrono::ceil<core::Milliseconds>(first - clock_.steady());
    timer_ = scheduler_.after(std::max(delay, core::Milliseconds{0}), [this] {
        timer_ = core::TimerId::none;
        run_due();
        arm();
    });
}

}  // namespace sim
