#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/random.hpp"

namespace core {

// Makes UUIDs of version 7 (RFC 9562 §5.7) that ascend strictly, also within a millisecond and
// when the clock stands still or goes back: the 12 bits of rand_a count (§6.2, method 1).
// One thread.
class UuidSource {
public:
    explicit UuidSource(Random& random) : random_(random) {}
    std::string next(WallTime now);

private:
    Random& random_;
    std::int64_t last_ms_ = 0;
    std::uint32_t counter_ = 0;
};

bool is_uuid(std::string_view text);

}  // namespace core
