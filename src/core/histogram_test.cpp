#include "core/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <random>

using namespace core;

TEST_CASE("a quantile is at most 1 % off, whatever was recorded") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 engine(seed);
        std::uniform_real_distribution<double> exponent(0, 1 + seed % 12);
        std::vector<std::uint64_t> values;
        Histogram histogram;
        for (int i = 0; i < 2000; ++i) {
            values.push_back(static_cast<std::uint64_t>(std::pow(10, exponent(engine))));
            histogram.record(values.back());
        }
        std::sort(values.begin(), values.end());
        for (const double share : {0.01, 0.5, 0.9, 0.95, 0.99, 0.999}) {
            const auto at = static_cast<std::size_t>(std::ceil(share * 2000)) - 1;
            const auto exact = static_cast<double>(values[at]);
            CHECK(std::abs(static_cast<double>(histogram.quantile(share)) - exact) <= exact * 0.01);
        }
        CHECK(histogram.quantile(1) <= values.back());
        CHECK(histogram.max() == values.back());
        CHECK(histogram.count() == 2000);
    }
}

TEST_CASE("counts at powers of two are exact") {
    std::mt19937_64 engine(3);
    std::uniform_int_distribution<std::uint64_t> any(0, 100'000);
    Histogram histogram;
    std::vector<std::uint64_t> values;
    for (int i = 0; i < 3000; ++i) histogram.record(values.emplace_back(any(engine)));
    const auto below = histogram.look().counts_below_powers_of_two();
    for (unsigned bits = 0; bits < 20; ++bits)
        CHECK(below[bits] == static_cast<std::uint64_t>(std::ranges::count_if(
                                 values, [&](auto value) { return value >> bits == 0; })));
    CHECK(below.back() == 3000);
}

TEST_CASE("small values are kept exactly, and the greatest has a bucket") {
    Histogram histogram;
    for (std::uint64_t value = 0; value < 64; ++value) histogram.record(value);
    CHECK(histogram.quantile(0) == 0);
    CHECK(histogram.quantile(0.5) == 31);
    histogram.record(UINT64_MAX);
    CHECK(histogram.max() == UINT64_MAX);
    CHECK(histogram.count() == 65);
}

TEST_CASE("an empty histogram answers 0") {
    const Histogram histogram;
    CHECK(histogram.quantile(0.99) == 0);
    CHECK(histogram.count() == 0);
    CHECK(histogram.look().average() == 0);
}

TEST_CASE("more values in one step than its cell can hold are still all counted") {
    Histogram histogram;
    for (int i = 0; i < 5; ++i) histogram.record(10, std::uint32_t{1} << 31);
    histogram.record(10);
    CHECK(histogram.count() == 5 * (std::uint64_t{1} << 31) + 1);
    CHECK(histogram.quantile(0.5) == 10);
}

TEST_CASE("what came between two looks has its own quantiles") {
    Histogram histogram;
    for (int i = 0; i < 100; ++i) histogram.record(1'000'000);
    const auto before = histogram.look();
    for (int i = 0; i < 10; ++i) histogram.record(50);
    const auto between = histogram.look().since(before);
    CHECK(between.count() == 10);
    CHECK(between.sum() == 500);
    CHECK(between.quantile(0.95) == 50);
    CHECK(between.max() == 50);
    CHECK(between.average() == 50);
    CHECK(histogram.look().since(histogram.look()).count() == 0);
}
