#pragma once

#include <atomic>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "core/metrics.hpp"
#include "net/loop.hpp"

namespace app {

// Measures one loop from inside: a timer ten times a second, how late it ran, and how much
// processor time the loop's thread took. Gauges read it from any thread.
class LoopWatch {
public:
    LoopWatch(net::Loop& loop, core::Metrics& metrics, const std::string& name);
    LoopWatch(const LoopWatch&) = delete;
    LoopWatch& operator=(const LoopWatch&) = delete;

    // Begins and ends the timer. The loop's thread.
    void start();
    void stop();
    // Once a second, from the watch's thread: shows what came since the last call.
    void refresh();

private:
    void arm();
    void look();

    net::Loop& loop_;
    core::TimerId timer_ = core::TimerId::none;
    core::SteadyTime due_{};
    std::atomic<std::int64_t> worst_us_{0};  // since the last refresh
    std::atomic<std::int64_t> used_ns_{0};   // processor time of the thread
    std::atomic<std::int64_t> seen_ns_{0};   // when that was read
    std::int64_t used_before_ns_ = 0;
    std::int64_t seen_before_ns_ = 0;
    core::Histogram& lag_;
    core::Gauge& recent_lag_;
    core::Gauge& busy_;
};

}  // namespace app
