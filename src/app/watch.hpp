#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/loop_watch.hpp"
#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/task_scope.hpp"
#include "live/live.hpp"
#include "monitor/collector.hpp"
#include "monitor/history.hpp"
#include "monitor/history_store.hpp"
#include "monitor/memory_source.hpp"
#include "monitor/metric_routes.hpp"
#include "monitor/process_figures.hpp"
#include "net/loop.hpp"
#include "net/socketio/server.hpp"
#include "store/database.hpp"

namespace app {

// The eye on the server itself: the monitor's parts, and what wires them. Its second runs on the
// egress loop, apart from the house-keeping's, so that a full disk or a slow sweep stops neither
// the figures nor the alerts.
class Watch {
public:
    struct Parts {
        core::Metrics& metrics;
        const core::Clock& clock;
        store::Database& database;
        net::socketio::Server& sockets;
        core::Log log;
        std::string data_folder;
        std::string database_path;
        live::Live& live;
        monitor::MemoryLines memory;
        core::Milliseconds interval;  // PERFORMANCE_MONITOR_INTERVAL
    };
    // One that the loops know: before they run.
    struct NamedLoop {
        net::Loop* loop;
        std::string name;
    };
    Watch(Parts parts, const std::vector<NamedLoop>& loops);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // On the egress loop.
    void start();
    core::Task<> stop();

    monitor::Collector& collector() { return collector_; }
    std::vector<net::Route> routes() const { return monitor::metric_routes(doors_); }

private:
    core::Task<> run();
    void tell(const monitor::Sample& sample);
    void keep(const monitor::Sample& sample);
    core::Task<> resume_steps();
    core::Task<> write_steps(bool all);
    core::Task<> tell_summary();
    void register_build();

    Parts parts_;
    monitor::MemorySource memory_;
    monitor::ProcessFigures process_;
    std::vector<std::pair<net::Loop*, std::unique_ptr<LoopWatch>>> loops_;
    monitor::Collector collector_;
    monitor::History history_;
    monitor::MetricDoors doors_;
    monitor::StepGatherer short_steps_{monitor::short_step};
    monitor::StepGatherer long_steps_{monitor::long_step};
    std::vector<std::pair<core::Milliseconds, monitor::MetricStep>> ended_steps_;  // not kept yet
    std::optional<core::SteadyTime> told_at_;  // the last `metrics` event, or the start
    core::TaskScope scope_;
};

}  // namespace app
