#include "core/digest.hpp"

#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

#include "core/text.hpp"

TEST_CASE("SHA-256 of 'abc' is the one of FIPS 180-4") {
    CHECK(core::to_hex(core::sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("HMAC-SHA256 gives RFC 4231's test case 2, each time it is asked") {
    const core::HmacSha256 hmac("Jefe");
    const std::string expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    CHECK(core::to_hex(hmac.sign("what do ya want for nothing?")) == expected);
    CHECK(core::to_hex(hmac.sign("something else")) != expected);
    CHECK(core::to_hex(hmac.sign("what do ya want for nothing?")) == expected);
}

TEST_CASE("one HMAC-SHA256 serves many threads at once") {
    const core::HmacSha256 hmac("Jefe");
    const auto expected = hmac.sign("what do ya want for nothing?");
    std::vector<int> wrong(4);
    std::vector<std::thread> threads;
    for (auto& count : wrong)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i)
                count += hmac.sign("what do ya want for nothing?") == expected ? 0 : 1;
        });
    for (auto& thread : threads) thread.join();
    CHECK(wrong == std::vector<int>(4));
}

TEST_CASE("an empty key is a key") {
    CHECK(core::to_hex(core::HmacSha256("").sign("")) ==
          "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("texts of different lengths are never equal") {
    CHECK_FALSE(core::equal_in_constant_time("a", "ab"));
    CHECK(core::equal_in_constant_time("ab", "ab"));
    CHECK_FALSE(core::equal_in_constant_time("ab", "ac"));
}
