#include "core/per_thread.hpp"

#include <bit>
#include <mutex>

namespace core::detail {
namespace {

static_assert(thread_slots == 32, "a bit a slot");

constinit std::mutex slots_mutex;
constinit std::uint32_t slots_taken = 0;

// Gives the slot back at the thread's end. Through the mutex the next owner sees all that the
// former wrote, so that it can go on counting in the same cells.
class SlotOwner {
public:
    explicit SlotOwner(std::uint32_t slot) : slot_(slot) {}
    SlotOwner(const SlotOwner&) = delete;
    SlotOwner& operator=(const SlotOwner&) = delete;
    ~SlotOwner() {
        // What the thread's other destructors still count goes to the shared cells.
        slot_of_this_thread = shared_slot;
        if (slot_ == shared_slot) return;
        const std::lock_guard lock(slots_mutex);
        slots_taken &= ~(std::uint32_t{1} << slot_);
    }

private:
    std::uint32_t slot_;
};

std::uint32_t take_free_slot() {
    const std::lock_guard lock(slots_mutex);
    const auto free = static_cast<std::uint32_t>(std::countr_one(slots_taken));
    if (free >= thread_slots) return shared_slot;
    slots_taken |= std::uint32_t{1} << free;
    return free;
}

}  // namespace

std::uint32_t take_thread_slot() {
    const auto slot = take_free_slot();
    slot_of_this_thread = slot;
    thread_local const SlotOwner owner(slot);
    return slot;
}

}  // namespace core::detail
