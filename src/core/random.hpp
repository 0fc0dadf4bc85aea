#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace core {

// The seam for chance: ids, tokens, jitter. Whoever needs some takes one of these by constructor.
// One object serves one thread, unless its class says otherwise.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> bytes) = 0;

    std::uint64_t next();
    // Evenly from 0 to bound - 1; bound is at least 1.
    std::uint64_t below(std::uint64_t bound);
    // Evenly in [0, 1).
    double unit();
    // `bytes` random bytes as base64url without padding: for tokens.
    std::string token(std::size_t bytes);
};

// The kernel's generator. Any thread may use it.
class SystemRandom : public Random {
public:
    void fill(std::span<std::byte> bytes) override;
};

// The same numbers for the same seed: for the simulator and for tests. Not for secrets.
class SeededRandom : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::byte> bytes) override;

private:
    std::mt19937_64 engine_;
};

}  // namespace core
