#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "monitor/memory_source.hpp"
#include "monitor/pressure_settings.hpp"
#include "monitor/pressure_steps.hpp"

namespace monitor {

// Looks at memory once a second and does what the step asks for. It decides when; what helps is
// told by those who hold memory. Never touches what users own: it knows no table.
class Pressure {
public:
    struct Seams {
        std::function<MemoryReading()> read;
        core::Metrics& metrics;
        core::Log log;
    };
    Pressure(const PressureSettings& settings, Seams seams);

    // `run` is called when the step is entered from below, and again each ten seconds while it
    // lasts (caches fill anew). On the thread of look(). Before the first look.
    struct Action {
        std::string name;  // of chasqui_pressure_actions_total{action}
        PressureStep from;
        std::function<void()> run;
    };
    void add(Action action);
    // Called after each change of step, on the thread of look(): for conditions and switches.
    struct Change {
        PressureStep from;
        PressureStep to;
        const MemoryReading& reading;
    };
    void on_change(std::function<void(const Change&)> told);
    // Called each check interval, after the report: critical means still at or above the mark.
    void on_check(std::function<void(const MemoryReading&, bool critical)> told);

    // Once a second, always on one thread.
    void look(core::SteadyTime now);

    // Any thread.
    PressureStep step() const { return step_.load(std::memory_order_relaxed); }
    MemoryReading last() const;
    const PressureSettings& settings() const { return settings_; }

private:
    static constexpr std::chrono::seconds again_every{10};
    struct Known {
        Action action;
        core::Counter& runs;
        core::SteadyTime ran_at{};
    };
    void keep(const MemoryReading& reading);
    // True where something was done.
    bool act(PressureStep step, PressureStep before, core::SteadyTime now);
    void tell(PressureStep before, PressureStep step, const MemoryReading& reading);
    void report(const MemoryReading& reading);

    const PressureSettings settings_;
    Seams seams_;
    PressureSteps steps_;
    std::atomic<PressureStep> step_ = PressureStep::calm;
    std::vector<Known> actions_;
    std::vector<std::function<void(const Change&)>> change_;
    std::vector<std::function<void(const MemoryReading&, bool)>> check_;
    core::SteadyTime checked_at_{};
    core::Counter& freed_bytes_;
    std::uint64_t rss_before_ = 0;  // at the last look that acted; 0: none since
    mutable std::mutex mutex_;      // the reading, which others read
    MemoryReading last_;
};

}  // namespace monitor
