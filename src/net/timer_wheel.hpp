#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/function.hpp"
#include "core/scheduler.hpp"

namespace net {

// One hashed wheel of timers, for one loop: adding, cancelling and firing cost the same however
// many there are. A timer fires at the first tick at or after its time, never before it; timers
// of one tick fire in the order in which they were added.
class TimerWheel {
public:
    static constexpr core::Milliseconds default_tick{10};
    // 41 s a round of default ticks: heartbeats and most time-outs are visited once or twice
    // before they fire.
    static constexpr std::size_t slot_count = 4096;

    explicit TimerWheel(core::SteadyTime start, core::Milliseconds tick = default_tick);

    core::TimerId add(core::SteadyTime when, core::Callback work);
    // Forgets a timer that has not fired; any other id is no error.
    void cancel(core::TimerId id);
    // Takes one that is due at `now`, in the order of their times. Called until it gives none.
    std::optional<core::Callback> take_due(core::SteadyTime now);
    // How long from `now` until take_due() may have something; absent when there is no timer.
    std::optional<core::Milliseconds> until_next(core::SteadyTime now) const;
    std::size_t size() const { return size_; }

private:
    static constexpr std::uint32_t nothing = UINT32_MAX;
    static constexpr std::uint32_t due_list = slot_count;  // the list after the slots' own

    struct Entry {
        core::Callback work;
        std::uint64_t tick = 0;
        std::uint32_t generation = 0;  // tells an id from that of an earlier user of the entry
        std::uint32_t next = nothing;
        std::uint32_t previous = nothing;
        std::uint32_t list = nothing;  // where it is linked; nothing: it is free
    };
    struct List {
        std::uint32_t first = nothing;
        std::uint32_t last = nothing;
    };

    std::uint64_t tick_of(core::SteadyTime time) const;  // rounded down
    core::SteadyTime time_of(std::uint64_t number) const;
    std::uint32_t take_entry();
    void link(std::uint32_t index, std::uint32_t list);
    void unlink(std::uint32_t index);
    void release(std::uint32_t index);
    void collect_slot();

    core::SteadyTime start_;
    core::Milliseconds tick_;
    std::uint64_t current_ = 0;  // every timer of this tick and before is due or has fired
    std::size_t size_ = 0;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> free_;
    std::vector<List> lists_;
    std::array<std::uint64_t, slot_count / 64> occupied_{};  // a bit a slot
};

}  // namespace net
