#include "core/cache_parts.hpp"

namespace core {

CacheCounters::CacheCounters(const std::string& name, Metrics& metrics,
                             std::function<CacheUsage()> usage) {
    constexpr std::array<const char*, 5> words{"hit", "miss", "set", "evict", "expire"};
    for (std::size_t i = 0; i < words.size(); ++i)
        counters_[i] = &metrics.counter("chasqui_cache_events_total",
                                        "What happened in a cache, by cache and event.",
                                        {{"cache", name}, {"event", words[i]}});
    metrics.gauge("chasqui_cache_entries", "Entries of a cache.",
                  [usage] { return static_cast<double>(usage().entries); }, {{"cache", name}});
    metrics.gauge("chasqui_cache_bytes", "Bytes that a cache holds, estimated.",
                  [usage] { return static_cast<double>(usage().bytes); }, {{"cache", name}});
}

}  // namespace core
