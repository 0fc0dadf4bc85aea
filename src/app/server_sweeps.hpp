#pragma once

#include <string>

#include "app/cleanup.hpp"
#include "live/live.hpp"

namespace app {

struct SweepParts {
    std::chrono::hours journal_kept;
    std::string log_folder;
    std::size_t log_files_kept = 3;
    std::function<void()> close_sockets_that_are_over;
    std::function<std::int64_t()> forget_idle_limits = [] { return std::int64_t{0}; };
    // Of the cache of verified ones.
    std::function<std::int64_t()> forget_old_tokens = [] { return std::int64_t{0}; };
};

// Every sweep of the server. A table that a new sweep empties must stand among the reclaimable ones
// of cleanup_test.cpp.
void add_server_sweeps(Cleanup& cleanup, const SweepParts& parts);

}  // namespace app
