#pragma once

#include <span>
#include <string_view>

#include "core/catalogue.hpp"
#include "monitor/threshold.hpp"

namespace monitor {

// Where a rule's values come from.
enum class Feed {
    metric,     // the public metric of its name
    condition,  // another room says so: 1 while it holds, 0 when it is over
    derived,    // computed by the watch from history or counts
    none,       // nobody yet; `comes_with` says what will
};

struct Rule {
    std::string_view name;
    std::string_view family;  // what is told together: "memory", "database", …
    std::string_view unit;
    Feed feed = Feed::metric;
    Threshold usual;
    ValueRange range = {};
    std::string_view comes_with = {};
};

// Every rule of the house, in the order they are shown.
std::span<const Rule> rules();
const Rule* find_rule(std::string_view name);
bool is_family(std::string_view name);

// What it means for people, and what to do: the catalogue's row "alert_rule.NAME".
core::Words words_of(const Rule& rule, core::Language language);

// The lines of memory that the settings give (MAX_MEMORY_USAGE, CRITICAL_MEMORY_USAGE), until
// somebody puts others.
struct MemoryLines {
    double warning = 80;
    double critical = 95;
};
Threshold usual_threshold(const Rule& rule, const MemoryLines& memory);

}  // namespace monitor
