#pragma once

#include <cstdint>
#include <string_view>

#include "core/random.hpp"

namespace core {

// SipHash-2-4 under a key of its own, so that nobody who chooses the texts can choose where they
// fall (Aumasson and Bernstein, 2012). Any thread.
class KeyedHash {
public:
    explicit KeyedHash(Random& random) : key_{random.next(), random.next()} {}
    KeyedHash(std::uint64_t low, std::uint64_t high) : key_{low, high} {}
    std::uint64_t operator()(std::string_view text) const;

private:
    std::uint64_t key_[2];
};

}  // namespace core
