#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "core/keyed_hash.hpp"
#include "core/rate_window.hpp"

namespace core {

// One limit for many keys: never more than `max` calls of a key in any `window` (RateWindow).
// Keys are known by a 64-bit hash under a random key: two that fall together share one count, which
// is strict, not loose. 48 bytes a key in a table at most seven eighths full: a million keys in
// 60 MB.
//
// When the table is full, nothing that still counts is forgotten: a key that finds no room is
// counted in common with all others of its shard that find none, until the next sub-window's
// sweep. So whoever floods it with addresses makes newcomers wait, and lets nobody have more.
//
// Any thread; a check holds one of 64 locks for some 100 ns, longer where a shard grows (0.1 ms).
class RateLimiter {
public:
    static constexpr std::size_t keys_max_default = 1'000'000;

    RateLimiter(RateLimit limit, Random& random, std::size_t keys_max = keys_max_default);
    ~RateLimiter();

    // Counts the call where it is allowed.
    RateAnswer check(std::string_view key, SteadyTime now);
    // Calls that an earlier process allowed, at `at`.
    void restore(std::string_view key, SteadyTime at, std::uint32_t calls);
    // Forgets keys that nothing counts for any more; returns how many.
    std::size_t sweep(SteadyTime now);

    const RateLimit& limit() const { return limit_; }
    std::size_t size() const;     // keys
    std::size_t bytes() const;    // of their tables
    std::size_t crowded() const;  // calls that were counted in common

private:
    struct Slot {
        std::uint64_t hash = 0;  // 0: free
        RateWindow window;
    };
    static_assert(sizeof(Slot) == 48);
    struct Shard;

    Shard& shard_of(std::uint64_t hash) const;
    std::uint64_t hash_of(std::string_view key) const;
    Slot* find(Shard& shard, std::uint64_t hash) const;
    RateWindow& window_of(Shard& shard, std::uint64_t hash, SteadyTime now);
    bool make_room(Shard& shard, SteadyTime now);
    std::size_t rebuild(Shard& shard, std::size_t slots, SteadyTime now) const;
    std::size_t sweep_shard(Shard& shard, SteadyTime now) const;

    RateLimit limit_;
    KeyedHash hash_;
    std::size_t slots_max_;  // of a shard
    std::unique_ptr<Shard[]> shards_;
};

}  // namespace core
