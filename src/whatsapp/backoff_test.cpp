#include "whatsapp/backoff.hpp"

#include <doctest/doctest.h>

using whatsapp::back_off;
using whatsapp::Verdict;
using namespace std::chrono_literals;

TEST_CASE("a retry waits twice as long each time, at least half of that, and never over a minute") {
    core::SeededRandom random(5);
    for (int round = 0; round < 200; ++round) {
        core::Milliseconds longest = 1s;
        for (int tries = 0; tries < 70; ++tries) {
            const auto wait = back_off(Verdict::retry, tries, random);
            CHECK(wait >= longest / 2);
            CHECK(wait <= longest);
            longest = std::min<core::Milliseconds>(longest * 2, 60s);
        }
    }
}

TEST_CASE("the pair limit is waited for 4^n seconds, and a little more by chance") {
    core::SeededRandom random(6);
    core::Milliseconds least = 1s;
    for (int tries = 0; tries < 70; ++tries) {
        const auto wait = back_off(Verdict::pair_limit, tries, random);
        CHECK(wait >= least);
        CHECK(wait <= least + least / 4);
        least = std::min<core::Milliseconds>(least * 4, 1h);
    }
}

TEST_CASE("lanes that failed together do not come together") {
    core::SeededRandom random(7);
    const auto first = back_off(Verdict::retry, 3, random);
    bool differs = false;
    for (int i = 0; i < 20; ++i) differs = differs || back_off(Verdict::retry, 3, random) != first;
    CHECK(differs);
}
