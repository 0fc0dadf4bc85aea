#include "core/keyed_hash.hpp"

#include <doctest/doctest.h>
#include <string>

TEST_CASE("the keyed hash is SipHash-2-4, by its authors' vectors") {
    const core::KeyedHash hash(0x0706050403020100U, 0x0f0e0d0c0b0a0908U);
    std::string text;
    CHECK(hash(text) == 0x726fdb47dd0e0e31U);
    for (char c = 0; c < 15; ++c) text += c;
    CHECK(hash(text.substr(0, 8)) == 0x93f5f5799a932462U);
    CHECK(hash(text) == 0xa129ca6149be45e5U);
}

TEST_CASE("another key is another order") {
    core::SeededRandom random(7);
    CHECK(core::KeyedHash(random)("203.0.113.9") != core::KeyedHash(random)("203.0.113.9"));
}
