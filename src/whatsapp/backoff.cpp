#include "whatsapp/backoff.hpp"

#include <algorithm>

namespace whatsapp {
namespace {

core::Milliseconds by_chance(core::Milliseconds bound, core::Random& random) {
    return core::Milliseconds{random.below(static_cast<std::uint64_t>(bound.count()) + 1)};
}

}  // namespace

core::Milliseconds back_off(Verdict verdict, std::int64_t tries, core::Random& random) {
    if (verdict == Verdict::token) return {};  // the number itself stands still
    if (verdict == Verdict::pair_limit) {
        constexpr std::int64_t doublings_max = 12;  // 4^6 s is more than an hour
        const auto least = std::min(
            core::Milliseconds{1000 << std::clamp<std::int64_t>(2 * tries, 0, doublings_max)},
            core::Milliseconds{std::chrono::hours{1}});
        return least + by_chance(least / 4, random);
    }
    constexpr std::int64_t doublings_max = 6;
    const auto longest =
        std::min(core::Milliseconds{1000 << std::clamp<std::int64_t>(tries, 0, doublings_max)},
                 core::Milliseconds{60'000});
    return longest / 2 + by_chance(longest / 2, random);
}

}  // namespace whatsapp
