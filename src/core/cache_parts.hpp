#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"

// What core::Cache needs that does not depend on what it holds.
namespace core {

struct CacheOptions {
    std::string name;  // the label `cache` of its metrics
    std::size_t entries_max = 1'000;
    std::size_t bytes_max = 16 * 1024 * 1024;
    Milliseconds ttl{300'000};
    double jitter = 0.1;  // by how much of it a life may be shorter
};

struct CacheSeams {
    const Clock& clock;
    Random& random;  // the cache alone uses it, or any thread may
    Metrics& metrics;
};

// `expire`: its time was over, seen by a look-up (a miss, too) or a sweep. `evict`: there was no
// room, or memory was short.
enum class CacheEvent : std::size_t { hit, miss, set, evict, expire };

struct CacheUsage {
    std::size_t entries = 0;
    std::size_t bytes = 0;  // estimated: what callers said, and what the table adds
};

// What a node of the table and the allocator add to an entry.
inline constexpr std::size_t cache_node_bytes = 48;

// chasqui_cache_events_total{cache, event}, chasqui_cache_entries and chasqui_cache_bytes. The
// registry asks for the usage as long as it lives.
class CacheCounters {
public:
    CacheCounters(const std::string& name, Metrics& metrics, std::function<CacheUsage()> usage);
    void count(CacheEvent event) { counters_[static_cast<std::size_t>(event)]->add(); }

private:
    std::array<Counter*, 5> counters_{};
};

}  // namespace core
