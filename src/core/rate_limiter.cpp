#include "core/rate_limiter.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace core {
namespace {

constexpr std::size_t shard_count = 64;
constexpr std::size_t slots_min = 16;

// Seven eighths of the slots: beyond it, runs of taken ones grow long.
std::size_t fill_max(std::size_t slots) {
    return slots - slots / 8;
}

// Evenly in [0, bound), by the upper half of the product (Lemire, 2016).
std::size_t place(std::uint64_t hash, std::size_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::size_t>((static_cast<Wide>(hash) * bound) >> 64U);
}

}  // namespace

struct alignas(64) RateLimiter::Shard {
    std::mutex mutex;
    std::vector<Slot> slots;
    std::size_t used = 0;
    RateWindow common;  // of the keys that found no room
    std::size_t crowded = 0;
    SteadyTime swept_at{SteadyTime::min()};
};

RateLimiter::RateLimiter(RateLimit limit, Random& random, std::size_t keys_max)
    : limit_(limit),
      hash_(random),
      // Shards fill unevenly: a quarter more than their share is room for all of them.
      slots_max_(std::max(slots_min, keys_max / shard_count * 5 / 4)),
      shards_(std::make_unique<Shard[]>(shard_count)) {
    core::check(limit.max >= 1 && limit.max <= RateWindow::max_max && limit.window.count() >= 1,
                "a limit is one that can be counted");
}

RateLimiter::~RateLimiter() = default;

std::uint64_t RateLimiter::hash_of(std::string_view key) const {
    const auto hash = hash_(key);
    return hash == 0 ? 1 : hash;
}

// The shard by the lowest bits, the slot by the highest.
RateLimiter::Shard& RateLimiter::shard_of(std::uint64_t hash) const {
    return shards_[hash % shard_count];
}

// The key's slot, or the free one where it would be; absent where there is neither.
RateLimiter::Slot* RateLimiter::find(Shard& shard, std::uint64_t hash) const {
    const auto count = shard.slots.size();
    if (count == 0) return nullptr;
    // fill_max() leaves free slots, so that this ends.
    for (auto at = place(hash, count);; at = at + 1 == count ? 0 : at + 1)
        if (auto& slot = shard.slots[at]; slot.hash == hash || slot.hash == 0) return &slot;
}

// What still counts, in a table of `slots`.
std::size_t RateLimiter::rebuild(Shard& shard, std::size_t slots, SteadyTime now) const {
    std::vector<Slot> before(slots);
    before.swap(shard.slots);
    const auto used = std::exchange(shard.used, 0);
    for (const auto& slot : before) {
        if (slot.hash == 0 || slot.window.is_empty(limit_, now)) continue;
        *find(shard, slot.hash) = slot;
        ++shard.used;
    }
    return used - shard.used;
}

std::size_t RateLimiter::sweep_shard(Shard& shard, SteadyTime now) const {
    shard.swept_at = now;
    const auto counts = static_cast<std::size_t>(std::count_if(
        shard.slots.begin(), shard.slots.end(),
        [&](const Slot& slot) { return slot.hash != 0 && !slot.window.is_empty(limit_, now); }));
    if (counts == shard.used) return 0;
    auto slots = slots_min;
    while (fill_max(slots) < counts * 2) slots *= 2;
    return rebuild(shard, std::min({slots, slots_max_, shard.slots.size()}), now);
}

// True where one more key fits.
bool RateLimiter::make_room(Shard& shard, SteadyTime now) {
    const auto count = shard.slots.size();
    if (shard.used < fill_max(count)) return true;
    if (count < slots_max_) {
        rebuild(shard, std::min(slots_max_, std::max(slots_min, count * 2)), now);
        return true;
    }
    // Looking at every slot pays at most once while none can have become empty.
    if (shard.swept_at != SteadyTime::min() && now - shard.swept_at < RateWindow::part_of(limit_))
        return false;
    sweep_shard(shard, now);
    return shard.used < fill_max(shard.slots.size());
}

RateWindow& RateLimiter::window_of(Shard& shard, std::uint64_t hash, SteadyTime now) {
    if (auto* slot = find(shard, hash); slot != nullptr && slot->hash == hash) return slot->window;
    if (!make_room(shard, now)) {
        ++shard.crowded;
        return shard.common;
    }
    auto& slot = *find(shard, hash);
    ++shard.used;
    // It may have been counted in common before: what that knows is at least what it did.
    slot = {hash, shard.common};
    return slot.window;
}

RateAnswer RateLimiter::check(std::string_view key, SteadyTime now) {
    const auto hash = hash_of(key);
    auto& shard = shard_of(hash);
    const std::lock_guard lock(shard.mutex);
    return window_of(shard, hash, now).check(limit_, now);
}

void RateLimiter::restore(std::string_view key, SteadyTime at, std::uint32_t calls) {
    const auto hash = hash_of(key);
    auto& shard = shard_of(hash);
    const std::lock_guard lock(shard.mutex);
    window_of(shard, hash, at).restore(limit_, at, calls);
}

std::size_t RateLimiter::sweep(SteadyTime now) {
    std::size_t gone = 0;
    for (std::size_t i = 0; i < shard_count; ++i) {
        const std::lock_guard lock(shards_[i].mutex);
        gone += sweep_shard(shards_[i], now);
    }
    return gone;
}

std::size_t RateLimiter::size() const {
    std::size_t keys = 0;
    for (std::size_t i = 0; i < shard_count; ++i) {
        const std::lock_guard lock(shards_[i].mutex);
        keys += shards_[i].used;
    }
    return keys;
}

std::size_t RateLimiter::bytes() const {
    std::size_t sum = shard_count * sizeof(Shard);
    for (std::size_t i = 0; i < shard_count; ++i) {
        const std::lock_guard lock(shards_[i].mutex);
        sum += shards_[i].slots.capacity() * sizeof(Slot);
    }
    return sum;
}

std::size_t RateLimiter::crowded() const {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < shard_count; ++i) {
        const std::lock_guard lock(shards_[i].mutex);
        sum += shards_[i].crowded;
    }
    return sum;
}

}  // namespace core
