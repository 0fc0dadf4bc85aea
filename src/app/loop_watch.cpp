#include "app/loop_watch.hpp"

#include <algorithm>

namespace app {
namespace {

constexpr core::Milliseconds look_every{100};
// A timer runs at the wheel's next tick: that is no lag.
constexpr std::chrono::milliseconds timer_tick{10};

std::int64_t thread_time_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

LoopWatch::LoopWatch(net::Loop& loop, core::Metrics& metrics, const std::string& name)
    : loop_(loop),
      lag_(metrics.histogram("chasqui_loop_lag_seconds", "How late a loop ran a timer",
                             {{"loop", name}})),
      recent_lag_(metrics.gauge("chasqui_loop_lag_recent_seconds", "The worst of the last second",
                                {{"loop", name}})),
      busy_(metrics.gauge("chasqui_loop_busy_ratio",
                          "Share of the last second that a loop's thread worked",
                          {{"loop", name}})) {}

void LoopWatch::start() {
    arm();
}

void LoopWatch::stop() {
    loop_.cancel(std::exchange(timer_, core::TimerId::none));
}

void LoopWatch::arm() {
    due_ = loop_.clock().steady() + look_every;
    timer_ = loop_.after(look_every, [this] { look(); });
}

void LoopWatch::look() {
    const auto now = loop_.clock().steady();
    const auto late =
        std::chrono::duration_cast<std::chrono::microseconds>(now - due_ - timer_tick);
    const auto lag = std::max<std::int64_t>(late.count(), 0);
    lag_.record(static_cast<std::uint64_t>(lag));
    auto worst = worst_us_.load(std::memory_order_relaxed);
    while (lag > worst && !worst_us_.compare_exchange_weak(worst, lag)) {
    }
    used_ns_.store(thread_time_ns(), std::memory_order_relaxed);
    seen_ns_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    arm();
}

void LoopWatch::refresh() {
    recent_lag_.set(static_cast<double>(worst_us_.exchange(0)) / 1e6);
    const auto seen = seen_ns_.load(std::memory_order_relaxed);
    const auto used = used_ns_.load(std::memory_order_relaxed);
    // A loop that has not come by since the last second is stuck in work, or gone.
    if (seen_before_ns_ != 0 && seen > seen_before_ns_)
        busy_.set(std::clamp(static_cast<double>(used - used_before_ns_) /
                                 static_cast<double>(seen - seen_before_ns_),
                             0.0, 1.0));
    seen_before_ns_ = seen;
    used_before_ns_ = used;
}

}  // namespace app
