#pragma once

#include <mutex>
#include <unordered_map>

#include "auth/api_keys.hpp"
#include "core/rate_window.hpp"

namespace app {

// What each API key has done lately, under the limit that it was made with. In memory alone: a
// restart starts afresh. Bounded by auth::api_keys_max and by sweep(). Any thread.
class KeyLimits {
public:
    // Counts the call where it is allowed.
    core::RateAnswer check(const auth::ApiKey& key, core::SteadyTime now);
    // Forgets the keys that nothing counts for any more, ended ones among them.
    std::size_t sweep(core::SteadyTime now);
    std::size_t size() const;

private:
    struct Entry {
        core::RateLimit limit;
        core::RateWindow window;
    };
    mutable std::mutex mutex_;
    std::unordered_map<model::ApiKeyId, Entry> entries_;
};

}  // namespace app
