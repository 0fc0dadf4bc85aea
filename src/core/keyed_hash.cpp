#include "core/keyed_hash.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace core {
namespace {

using State = std::array<std::uint64_t, 4>;

void round(State& v) {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = std::rotl(v[1], 13) ^ v[0];
    v[3] = std::rotl(v[3], 16) ^ v[2];
    v[0] = std::rotl(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = std::rotl(v[1], 17) ^ v[2];
    v[3] = std::rotl(v[3], 21) ^ v[0];
    v[2] = std::rotl(v[2], 32);
}

void take(State& v, std::uint64_t word) {
    v[3] ^= word;
    round(v);
    round(v);
    v[0] ^= word;
}

}  // namespace

std::uint64_t KeyedHash::operator()(std::string_view text) const {
    static_assert(std::endian::native == std::endian::little);
    State v{key_[0] ^ 0x736f6d6570736575U, key_[1] ^ 0x646f72616e646f6dU,
            key_[0] ^ 0x6c7967656e657261U, key_[1] ^ 0x7465646279746573U};
    // The last word carries what is left of the text and, on top, its length.
    std::uint64_t last = static_cast<std::uint64_t>(text.size()) << 56U;
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof(word));
        take(v, word);
        text.remove_prefix(sizeof(word));
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, text.data(), text.size());
    last |= rest;
    take(v, last);
    v[2] ^= 0xff;
    for (int i = 0; i < 4; ++i) round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

}  // namespace core
