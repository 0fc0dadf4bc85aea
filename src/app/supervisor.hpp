#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/task.hpp"
#include "core/task_scope.hpp"

namespace app {

// A part of the process that can be ended and started again while the rest runs.
struct Component {
    std::string name;
    std::function<std::uint64_t()> bytes;  // what it holds in memory, estimated
    std::function<core::Task<>()> drain;   // what is under way ends; nothing is lost by it
    std::function<core::Task<>()> start;
};

// Restarts the largest component where memory stays critical: after two checks in a row, at most
// once an hour. One scheduler's thread.
class Supervisor {
public:
    static constexpr int critical_checks = 2;
    static constexpr std::chrono::hours restart_pause{1};
    // A start that fails (the store refuses) is tried again after this: none stays drained.
    static constexpr std::chrono::seconds start_again_after{1};

    Supervisor(core::Metrics& metrics, core::Log log);

    void add(Component component);
    // Each check interval of the pressure.
    void on_check(bool critical, core::SteadyTime now);
    bool restarting() const { return restarting_; }
    // No restart begins any more; one that is drained stays so. Await join() after it.
    void stop() { scope_.stop(); }
    auto join() { return scope_.join(); }

private:
    struct Known {
        Component component;
        core::Counter& restarts;
    };
    Known* largest();
    core::Task<> restart(Known& known);
    core::Task<bool> start(const Component& component);

    core::Metrics& metrics_;
    core::Log log_;
    core::TaskScope scope_;
    std::vector<Known> components_;
    int critical_in_a_row_ = 0;
    std::optional<core::SteadyTime> restarted_at_;
    bool restarting_ = false;
};

}  // namespace app
