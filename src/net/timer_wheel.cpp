#include "net/timer_wheel.hpp"

#include <algorithm>
#include <bit>

namespace net {

TimerWheel::TimerWheel(core::SteadyTime start, core::Milliseconds tick)
    : start_(start), tick_(tick), lists_(slot_count + 1) {}

std::uint64_t TimerWheel::tick_of(core::SteadyTime time) const {
    if (time <= start_) return 0;
    return static_cast<std::uint64_t>((time - start_) / tick_);
}

core::TimerId TimerWheel::add(core::SteadyTime when, core::Callback work) {
    const auto index = take_entry();
    auto& entry = entries_[index];
    entry.work = std::move(work);
    // Rounded up, so that it is never early; and after the current tick, whose slot is done.
    const bool on_the_tick = when <= time_of(tick_of(when));
    entry.tick = std::max(tick_of(when) + (on_the_tick ? 0 : 1), current_ + 1);
    link(index, static_cast<std::uint32_t>(entry.tick % slot_count));
    ++size_;
    return core::TimerId{(std::uint64_t{entry.generation} << 32) | index};
}

void TimerWheel::cancel(core::TimerId id) {
    const auto number = static_cast<std::uint64_t>(id);
    const auto index = static_cast<std::uint32_t>(number);
    if (index >= entries_.size()) return;
    if (entries_[index].generation != number >> 32 || entries_[index].list == nothing) return;
    unlink(index);
    // What the callback owned may cancel or add timers as it goes, so it goes last.
    const auto work = std::move(entries_[index].work);
    release(index);
}

std::optional<core::Callback> TimerWheel::take_due(core::SteadyTime now) {
    const auto today = tick_of(now);
    while (lists_[due_list].first == nothing && current_ < today) {
        if (size_ == 0) {
            current_ = today;
            return std::nullopt;
        }
        ++current_;
        collect_slot();
    }
    const auto index = lists_[due_list].first;
    if (index == nothing) return std::nullopt;
    unlink(index);
    auto work = std::move(entries_[index].work);
    release(index);
    return work;
}

std::optional<core::Milliseconds> TimerWheel::until_next(core::SteadyTime now) const {
    if (size_ == 0) return std::nullopt;
    if (lists_[due_list].first != nothing) return core::Milliseconds{0};
    // The first slot with a timer, which may be one of a later round: then we wake for nothing,
    // at most once a round for each occupied slot.
    for (std::uint64_t ahead = 1; ahead <= slot_count;) {
        const auto slot = (current_ + ahead) % slot_count;
        const auto word = occupied_[slot / 64] >> (slot % 64);
        if (word == 0) {
            ahead += 64 - slot % 64;
            continue;
        }
        ahead += static_cast<std::uint64_t>(std::countr_zero(word));
        const auto at = time_of(current_ + ahead);
        return std::max(core::Milliseconds{0}, std::chrono::ceil<core::Milliseconds>(at - now));
    }
    return tick_ * slot_count;
}

core::SteadyTime TimerWheel::time_of(std::uint64_t number) const {
    return start_ + static_cast<std::int64_t>(number) * tick_;  // signed: it is subtracted from
}

std::uint32_t TimerWheel::take_entry() {
    if (free_.empty()) {
        entries_.emplace_back().generation = 1;  // so that no id is TimerId::none
        return static_cast<std::uint32_t>(entries_.size() - 1);
    }
    const auto index = free_.back();
    free_.pop_back();
    return index;
}

void TimerWheel::link(std::uint32_t index, std::uint32_t list) {
    auto& entry = entries_[index];
    auto& [first, last] = lists_[list];
    entry.list = list;
    entry.next = nothing;
    entry.previous = last;
    (last == nothing ? first : entries_[last].next) = index;
    last = index;
    if (list != due_list) occupied_[list / 64] |= std::uint64_t{1} << (list % 64);
}

void TimerWheel::unlink(std::uint32_t index) {
    auto& entry = entries_[index];
    auto& [first, last] = lists_[entry.list];
    (entry.previous == nothing ? first : entries_[entry.previous].next) = entry.next;
    (entry.next == nothing ? last : entries_[entry.next].previous) = entry.previous;
    if (first == nothing && entry.list != due_list)
        occupied_[entry.list / 64] &= ~(std::uint64_t{1} << (entry.list % 64));
    entry.list = nothing;
}

void TimerWheel::release(std::uint32_t index) {
    ++entries_[index].generation;
    free_.push_back(index);
    --size_;
}

void TimerWheel::collect_slot() {
    const auto slot = static_cast<std::uint32_t>(current_ % slot_count);
    for (auto index = lists_[slot].first; index != nothing;) {
        const auto next = entries_[index].next;
        if (entries_[index].tick <= current_) {
            unlink(index);
            link(index, due_list);
        }
        index = next;
    }
}

}  // namespace net
