#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"
#include "core/task_scope.hpp"
#include "monitor/alerts.hpp"
#include "monitor/goals_store.hpp"
#include "store/database.hpp"

namespace monitor {

// Once a minute: a probe goes all the way (a write, its fsync, its event at a subscriber), and only
// where it came through is the minute written down as up, with what was counted for the goals. The
// burn rates go to the alert engine. Lives on one loop; make it before the store's first write.
class Heartbeat {
public:
    struct Seams {
        store::Database& database;
        core::Scheduler& loop;
        core::Metrics& metrics;
        core::Log log;
        Alerts& alerts;
        std::function<bool()> healthy;
    };
    explicit Heartbeat(Seams seams);

    core::Task<> start();
    void each_second(core::SteadyTime at);
    // Writes down the last minute.
    core::Task<> stop();

private:
    core::Task<> beat();
    core::Task<> last_beat();
    core::Task<bool> probe();

    Seams seams_;
    core::Histogram& probe_time_;
    core::Counter& probes_failed_;
    core::TaskScope scope_;
    // Set by the store's subscriber, on the writer's thread; shared, since it may outlive us.
    std::shared_ptr<std::atomic<std::int64_t>> seen_;
    std::int64_t run_ = 0;
    int seconds_ = 0;
    GoalCounts written_{};
    std::array<Burns, goal_count> burns_{};
};

}  // namespace monitor
