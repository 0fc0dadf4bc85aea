#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "monitor/alert.hpp"

namespace monitor {

// Every rule's state in memory, one watch for each rule and labels. Pure: told values, it says what
// has changed and is to be written down. One thread.
class AlertBook {
public:
    explicit AlertBook(const MemoryLines& memory);

    void put_threshold(std::string_view rule, const Threshold& threshold);
    const Threshold& threshold(std::string_view rule) const;
    // Goes on where an alert stood before a restart.
    void restore(const Alert& alert, const WatchState& watch);

    // One value of a rule; what no rule is named after is passed over. `fields` are kept as they
    // were at the worst.
    void observe(std::string_view rule, double value, core::SteadyTime at,
                 std::string_view labels = "{}", std::string_view fields = {});

    // A condition: holds from now on, or is over. Looked at with each tick.
    void raise(std::string_view rule, std::string_view labels, std::string_view fields);
    void clear(std::string_view rule, std::string_view labels);
    void tick(core::SteadyTime at);

    // What is not written down as it is now. written() says that these are.
    std::vector<Finding> unwritten() const;
    void written(const std::vector<Finding>& findings);
    std::int64_t firing() const;  // how many fire, or are written so

private:
    struct Entry {
        ThresholdWatch watch;
        std::string fields = "{}";
        double value = 0;
        bool raised = false;
        // As it was written: what decides whether it must be written again.
        Phase written_phase = Phase::ok;
        Level written_level = Level::none;
        core::Milliseconds written_held{0};
    };
    using Key = std::pair<std::string, std::string>;
    Entry* entry(std::string_view rule, std::string_view labels);
    static bool must_be_written(const Entry& entry);

    std::map<std::string, Threshold, std::less<>> thresholds_;
    std::map<Key, Entry> entries_;
};

// More things of one rule than this are not watched one by one.
inline constexpr std::size_t alert_entries_max = 1000;

}  // namespace monitor
