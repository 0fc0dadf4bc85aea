#pragma once

#include <cstdint>

namespace store {

// What one slice of a clean-up did. A slice is short enough that nobody waits long behind it.
struct Swept {
    std::int64_t removed = 0;  // rows that are gone, or lost what took the room
    bool more = false;         // another slice would find something
};

}  // namespace store
