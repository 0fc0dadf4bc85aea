#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "model/principal.hpp"

namespace live {

// Where the log stood when somebody's rights changed last, since the process started. A screen that
// was away with an older cursor shows what other rights showed: a replay does not take that back.
// Any thread.
class RightsHistory {
public:
    void note(const model::UserId& user, std::int64_t sequence) {
        const std::lock_guard lock(mutex_);
        changed_[user] = sequence;
    }
    // Every agent's, by a new number or team.
    void note_agents(std::int64_t sequence) {
        const std::lock_guard lock(mutex_);
        agents_changed_ = sequence;
    }
    // Whether the principal's rights are those under which the cursor was reached.
    bool unchanged_since(const model::Principal& principal, std::int64_t cursor) const {
        const std::lock_guard lock(mutex_);
        if (principal.role == model::Role::agent && cursor <= agents_changed_) return false;
        const auto found = changed_.find(principal.user);
        return found == changed_.end() || cursor > found->second;
    }

private:
    mutable std::mutex mutex_;
    std::map<model::UserId, std::int64_t> changed_;
    std::int64_t agents_changed_ = -1;
};

}  // namespace live
