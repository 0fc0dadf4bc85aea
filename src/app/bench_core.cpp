#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "app/bench.hpp"
#include "core/cache.hpp"
#include "core/clock.hpp"
#include "core/rate_limiter.hpp"

// What is measured in this process alone: parts of core that every request may go through.
namespace app {
namespace {

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// Nanoseconds a call, the median of several rounds.
template <class Call>
double nanoseconds(const ScenarioContext& context, Call call) {
    constexpr int rounds = 9;
    const auto calls = std::max<std::size_t>(10'000, static_cast<std::size_t>(1e6 * context.scale));
    const core::RealClock clock;
    std::vector<double> measured;
    for (int round = 0; round < rounds; ++round) {
        const auto start = clock.steady();
        for (std::size_t i = 0; i < calls; ++i) call(i);
        const auto took = std::chrono::duration<double, std::nano>(clock.steady() - start);
        measured.push_back(took.count() / static_cast<double>(calls));
    }
    return median(measured);
}

}  // namespace

std::vector<Figure> cache_gets(const ScenarioContext& context) {
    constexpr std::size_t entries = 1'000;
    const core::RealClock clock;
    core::SeededRandom random(1);
    core::Metrics metrics;
    core::Cache<std::string, std::string> cache(
        {.name = "bench", .entries_max = entries, .ttl = std::chrono::hours{1}},
        {clock, random, metrics});
    // As long as an id, asked for in no order.
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < entries; ++i) {
        keys.push_back("0193f2b4-7c1e-7000-8000-" + std::to_string(100'000'000'000 + i));
        cache.set(keys.back(), std::make_shared<const std::string>("value"), 41);
    }
    for (std::size_t i = entries; i > 1; --i) std::swap(keys[i - 1], keys[random.below(i)]);
    std::size_t found = 0;
    const double hit =
        nanoseconds(context, [&](std::size_t i) { found += cache.get(keys[i % entries]) ? 1 : 0; });
    const std::string nobody = "0193f2b4-7c1e-7000-8000-999999999999";
    const double miss =
        nanoseconds(context, [&](std::size_t) { found += cache.get(nobody) ? 1 : 0; });
    if (found == 0) throw std::runtime_error("the cache holds nothing");
    return {{"get", hit, "ns", 100, {}}, {"get of what is not there", miss, "ns"}};
}

std::vector<Figure> limit_checks(const ScenarioContext& context) {
    constexpr std::size_t keys = 1'000'000;
    const core::RealClock clock;
    core::SeededRandom random(1);
    core::RateLimiter limiter({50, core::Milliseconds{300'000}}, random);
    std::vector<std::string> names;
    names.reserve(keys);
    for (std::size_t i = 0; i < keys; ++i) {
        names.push_back("10." + std::to_string(i >> 16U) + "." + std::to_string((i >> 8U) & 255U) +
                        "." + std::to_string(i & 255U));
        limiter.check(names.back(), clock.steady());
    }
    const auto bytes = static_cast<double>(limiter.bytes());
    // In no order, so that no check finds its key in the processor's cache.
    std::vector<std::uint32_t> order(keys);
    for (auto& at : order) at = static_cast<std::uint32_t>(random.below(keys));
    std::uint64_t allowed = 0;
    const double check = nanoseconds(context, [&](std::size_t i) {
        allowed += limiter.check(names[order[i % keys]], clock.steady()).allowed ? 1 : 0;
    });
    if (allowed == 0) throw std::runtime_error("the limiter allows nothing");
    return {{"check", check, "ns", 200, {}},
            {"bytes", bytes, "bytes", 64e6, {}},
            {"bytes a key", bytes / keys, "bytes", 64, {}},
            {"counted in common", static_cast<double>(limiter.crowded()), "calls", 0, {}}};
}

}  // namespace app
