#pragma once

#include <source_location>
#include <string_view>

namespace core {

// Ends the process with one line on standard error. For what cannot happen; never for anything
// that a peer, a user or a disk can cause.
[[noreturn]] void unreachable(std::string_view why,
                              std::source_location where = std::source_location::current());

// Holds in release builds too.
inline void check(bool holds, std::string_view why,
                  std::source_location where = std::source_location::current()) {
    if (!holds) [[unlikely]]
        unreachable(why, where);
}

}  // namespace core
