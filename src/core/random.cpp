#include "core/random.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/random.h>
#include <vector>

#include "core/check.hpp"
#include "core/text.hpp"

namespace core {

std::uint64_t Random::next() {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span{&value, 1}));
    return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
    check(bound > 0, "Random::below needs a bound of at least 1");
    // Rejection: the last, incomplete stretch of 2^64 would favour small numbers.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    for (;;)
        if (const auto value = next(); value < limit) return value % bound;
}

double Random::unit() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::string Random::token(std::size_t bytes) {
    std::vector<std::byte> raw(bytes);
    fill(raw);
    return to_base64url(raw);
}

void SystemRandom::fill(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        check(got > 0, "the kernel gives no random bytes");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

void SeededRandom::fill(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const std::uint64_t value = engine_();
        const auto count = std::min(bytes.size(), sizeof value);
        std::memcpy(bytes.data(), &value, count);
        bytes = bytes.subspan(count);
    }
}

}  // namespace core
