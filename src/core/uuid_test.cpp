#include "core/uuid.hpp"

#include <doctest/doctest.h>

using namespace core;

TEST_CASE("a UUID carries version 7, the variant and its millisecond") {
    SeededRandom random(1);
    UuidSource source(random);
    const auto id = source.next(from_epoch_ms(0x0123456789AB));
    CHECK(is_uuid(id));
    CHECK(id.substr(0, 13) == "01234567-89ab");
    CHECK(id[14] == '7');
    CHECK(std::string("89ab").find(id[19]) != std::string::npos);
}

TEST_CASE("UUIDs ascend while the clock stands still, goes on and goes back") {
    SeededRandom random(2);
    UuidSource source(random);
    auto now = from_epoch_ms(1'795'500'000'000);
    std::string last;
    for (int i = 0; i < 20'000; ++i) {
        if (i % 7'000 == 6'999) now -= Milliseconds{5'000};
        if (i % 500 == 0) now += Milliseconds{1};
        const auto id = source.next(now);
        REQUIRE(id > last);
        last = id;
    }
}

TEST_CASE("only 36 lower-case digits and hyphens in their places are a UUID") {
    CHECK(is_uuid("0198c3a4-5b6c-7def-8123-456789abcdef"));
    CHECK_FALSE(is_uuid("0198C3A4-5b6c-7def-8123-456789abcdef"));
    CHECK_FALSE(is_uuid("0198c3a4-5b6c-7def-8123-456789abcde"));
    CHECK_FALSE(is_uuid("0198c3a405b6c-7def-8123-456789abcdef"));
    CHECK_FALSE(is_uuid(""));
}
