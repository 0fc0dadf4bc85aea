#include "app/key_limits.hpp"

namespace app {

core::RateAnswer KeyLimits::check(const auth::ApiKey& key, core::SteadyTime now) {
    const std::lock_guard lock(mutex_);
    auto& entry = entries_[key.id];
    entry.limit = key.limit;  // a key's never changes
    return entry.window.check(entry.limit, now);
}

std::size_t KeyLimits::sweep(core::SteadyTime now) {
    const std::lock_guard lock(mutex_);
    return std::erase_if(entries_, [now](const auto& item) {
        return item.second.window.is_empty(item.second.limit, now);
    });
}

std::size_t KeyLimits::size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

}  // namespace app
