#include "core/rate_window.hpp"

#include <algorithm>
#include <numeric>

namespace core {

std::chrono::nanoseconds RateWindow::part_of(const RateLimit& limit) {
    const std::chrono::nanoseconds window = limit.window;
    constexpr auto count = static_cast<std::int64_t>(parts);
    return std::chrono::nanoseconds{
        std::max<std::int64_t>(1, (window.count() + count - 1) / count)};
}

std::uint64_t RateWindow::tick_of(const RateLimit& limit, SteadyTime at) {
    // A whole ring away from zero, so that what was before the clock's zero has a tick too.
    return static_cast<std::uint64_t>(std::max<std::int64_t>(
        0, at.time_since_epoch() / part_of(limit) + static_cast<std::int64_t>(ring_size)));
}

std::uint32_t RateWindow::sum() const {
    return std::accumulate(calls_.begin(), calls_.end(), std::uint32_t{0});
}

// Threads read the clock before they come here: one that comes late counts as of now.
void RateWindow::advance(std::uint64_t tick) {
    if (tick <= tick_) return;
    if (tick - tick_ >= ring_size)
        calls_.fill(0);
    else
        for (auto fresh = tick_ + 1; fresh <= tick; ++fresh) calls_[fresh % ring_size] = 0;
    tick_ = tick;
}

// When fewer than `count` are left of those that are known now.
Milliseconds RateWindow::until_below(const RateLimit& limit, std::uint32_t count,
                                     SteadyTime now) const {
    auto left = sum();
    for (std::uint64_t age = parts + 1; left >= count && age-- > 0;) {
        left -= calls_[(tick_ - age) % ring_size];
        if (left >= count) continue;
        const auto gone_tick = static_cast<std::int64_t>(tick_ - age + ring_size);
        const auto gone_at =
            SteadyTime{part_of(limit) * (gone_tick - static_cast<std::int64_t>(ring_size))};
        return std::max(Milliseconds{0}, std::chrono::ceil<Milliseconds>(gone_at - now));
    }
    return Milliseconds{0};
}

RateAnswer RateWindow::look(const RateLimit& limit, SteadyTime now) const {
    auto copy = *this;
    return copy.check(limit, now);
}

RateAnswer RateWindow::check(const RateLimit& limit, SteadyTime now) {
    advance(tick_of(limit, now));
    auto used = sum();
    const bool allowed = used < limit.max;
    if (allowed) {
        ++calls_[tick_ % ring_size];
        ++used;
    }
    return {.allowed = allowed,
            .limit = limit.max,
            .remaining = limit.max > used ? limit.max - used : 0,
            .reset_after = until_below(limit, std::min(used, limit.max), now)};
}

void RateWindow::restore(const RateLimit& limit, SteadyTime at, std::uint32_t calls) {
    const auto tick = tick_of(limit, at);
    advance(tick);
    if (tick_ - tick >= ring_size) return;
    auto& part = calls_[tick % ring_size];
    part = static_cast<std::uint16_t>(std::min(max_max, part + std::min(calls, max_max)));
}

bool RateWindow::is_empty(const RateLimit& limit, SteadyTime now) const {
    const auto tick = tick_of(limit, now);
    return (tick > tick_ && tick - tick_ >= ring_size) || sum() == 0;
}

}  // namespace core
