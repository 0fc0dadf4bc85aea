#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/clock.hpp"

namespace auth {

// Slows down guessing the password of one account: from the fifth failure on the next attempt
// waits, 5 s at first, twice as long each time, 15 min at most. Unknown addresses wait alike, so
// that the wait tells nobody which exist. Counted on the steady clock: a jump of the wall clock
// frees nobody. Any thread.
class SignInBackoff {
public:
    static constexpr int failures_free = 4;
    static constexpr core::Milliseconds wait_min{5'000};
    static constexpr core::Milliseconds wait_max{15 * 60 * 1000};
    // Failures that are older count no more.
    static constexpr core::Milliseconds memory{60 * 60 * 1000};
    // Beyond it the address whose last attempt is the oldest is forgotten.
    static constexpr std::size_t addresses_max = 10'000;

    explicit SignInBackoff(const core::Clock& clock) : clock_(clock) {}

    // Nothing: go ahead; the attempt counts as a failure until one of the two below is told, so
    // that a hundred at once are no way round. Otherwise: how long to wait.
    std::optional<core::Milliseconds> begin(const std::string& email);
    void succeeded(const std::string& email);
    // It was not decided (the server was busy): as if it had not been.
    void undecided(const std::string& email);

    std::size_t size() const;

private:
    struct Entry {
        int failures = 0;
        core::SteadyTime last;
        core::SteadyTime wait_until;
    };
    Entry& entry_of(const std::string& email, core::SteadyTime now);

    const core::Clock& clock_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
};

}  // namespace auth
