#pragma once

#include <cstdint>

#include "core/cache_parts.hpp"
#include "core/config.hpp"

namespace app {

// The plan's setting of the cache.
struct CacheSettings {
    std::int64_t entries_max = 1'000;

    // Declares the field; this outlives the registry.
    void declare(core::Config& config) {
        config.integer({.name = "CACHE_MAX_SIZE",
                        .description = "Entries of a cache; beyond it the least recently used goes",
                        .minimum = 1,
                        .maximum = 10'000'000},
                       entries_max);
    }

    core::CacheOptions options(std::string name) const {
        return {.name = std::move(name), .entries_max = static_cast<std::size_t>(entries_max)};
    }
};

}  // namespace app
