#pragma once

#include <functional>
#include <string>

#include "core/rate_window.hpp"
#include "store/swept.hpp"
#include "store/transaction.hpp"

// The table of allowed calls: what a restart must not forget.
namespace app {

// Counts one call, now.
void count_call(store::Transaction& tx, const std::string& policy, const std::string& key,
                const core::RateLimit& limit);

struct CountedCalls {
    std::string policy;
    std::string key;
    core::WallTime at;  // at the latest
    std::uint32_t calls;
};
void each_counted(store::Transaction& tx, const std::function<void(const CountedCalls&)>& take);

std::int64_t count_limit_rows(store::Transaction& tx);

// Drops what counts no more, a slice at a time.
store::Swept sweep_limits(store::Transaction& tx);

}  // namespace app
