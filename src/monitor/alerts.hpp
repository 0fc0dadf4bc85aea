#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"
#include "core/task_scope.hpp"
#include "monitor/alert_book.hpp"
#include "monitor/alert_record.hpp"
#include "store/database.hpp"

namespace monitor {

// The alert engine: told the figures of each second and the other rooms' conditions, it keeps the
// rules' states, writes each change down with its event, and plans who is told. Lives on one loop
// (egress); the state goes on over a restart.
class Alerts {
public:
    struct Seams {
        store::Database& database;
        core::Scheduler& loop;
        core::Metrics& metrics;
        core::Log log;
    };
    Alerts(Seams seams, const MemoryLines& memory, NotifyTimes times);

    // On the loop: what the tables hold, before the first value.
    core::Task<> start();
    core::Task<> stop();

    // The figures of one second, by the public metrics' names, then what is due. On the loop.
    void each_second(std::span<const std::pair<std::string, double>> values, core::SteadyTime at);
    // A figure of the watch's own (goals, forecasts). On the loop, before each_second.
    void observe(std::string_view rule, double value, core::SteadyTime at,
                 std::string_view labels = "{}", std::string_view fields = {});

    // A condition of another room: it holds from now on, or is over. `labels` is a JSON object that
    // tells several of one rule apart, `fields` one that tells more. Any thread.
    void raise(std::string rule, std::string labels = "{}", std::string fields = "{}");
    void clear(std::string rule, std::string labels = "{}");

    // A threshold was put, or silences and channels have changed: looked at with the next second.
    // Any thread.
    void threshold_changed(std::string rule, Threshold threshold);
    void look_again();

    // Called on the loop when something is to be said on a channel.
    void on_planned(std::function<void()> handler) { on_planned_ = std::move(handler); }

    const MemoryLines& memory_lines() const { return memory_; }
    const NotifyTimes& times() const { return times_; }

private:
    core::Task<> write_down();

    Seams seams_;
    const MemoryLines memory_;
    const NotifyTimes times_;
    AlertBook book_;
    core::Gauge& firing_;
    core::TaskScope scope_;
    bool started_ = false;
    bool look_ = true;
    int seconds_ = 0;
    std::function<void()> on_planned_ = [] {};
};

}  // namespace monitor
