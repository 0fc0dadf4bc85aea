#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace core {

// Threads with a place of their own in a PerThread; those beyond share one, with locked
// instructions. The server runs about twenty.
inline constexpr std::uint32_t thread_slots = 32;
inline constexpr std::uint32_t shared_slot = thread_slots;

namespace detail {
inline constexpr std::uint32_t no_slot_yet = UINT32_MAX;
// The one thing here that is global: which of the slots this thread has.
inline constinit thread_local std::uint32_t slot_of_this_thread = no_slot_yet;
std::uint32_t take_thread_slot();
}  // namespace detail

// A small number that no other living thread has; a slot is given again after its thread's end.
// shared_slot where there are more threads, and in a thread that is ending.
inline std::uint32_t thread_slot() {
    const auto slot = detail::slot_of_this_thread;
    return slot == detail::no_slot_yet ? detail::take_thread_slot() : slot;
}

// Adds to a cell that only the slot's own thread writes: a load and a store, nothing locked. The
// shared slot's cells are added to with a lock.
template <class Number>
void add_in_slot(std::atomic<Number>& cell, Number amount, std::uint32_t slot) {
    if (slot == shared_slot)
        cell.fetch_add(amount, std::memory_order_relaxed);
    else
        cell.store(cell.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

// A T for each thread that asked for one, made at its first need and kept after the thread's end,
// so that nothing that was counted is lost. T's members are atomics: others read while the owner
// writes.
template <class T>
class PerThread {
public:
    PerThread() = default;
    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;
    ~PerThread() {
        for (auto& one : all_) std::unique_ptr<T>(one.load(std::memory_order_relaxed)).reset();
    }

    T& in(std::uint32_t slot) {
        auto* mine = all_[slot].load(std::memory_order_acquire);
        return mine ? *mine : make(all_[slot]);
    }

    template <class F>
    void for_each(F&& look) const {
        for (const auto& one : all_)
            if (const auto* made = one.load(std::memory_order_acquire)) look(*made);
    }

private:
    // Two threads may meet here in the shared slot: one of them wins.
    static T& make(std::atomic<T*>& place) {
        auto made = std::make_unique<T>();
        T* winner = nullptr;
        if (place.compare_exchange_strong(winner, made.get(), std::memory_order_acq_rel))
            winner = made.release();
        return *winner;
    }

    std::array<std::atomic<T*>, thread_slots + 1> all_{};
};

}  // namespace core
