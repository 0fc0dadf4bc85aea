#include "app/supervisor.hpp"

#include <algorithm>
#include <utility>

namespace app {

Supervisor::Supervisor(core::Metrics& metrics, core::Log log)
    : metrics_(metrics), log_(std::move(log)), scope_(log_) {}

void Supervisor::add(Component component) {
    auto& restarts = metrics_.counter("chasqui_component_restarts_total",
                                      "Components restarted since memory stayed critical.",
                                      {{"component", component.name}});
    components_.push_back({std::move(component), restarts});
}

Supervisor::Known* Supervisor::largest() {
    Known* found = nullptr;
    std::uint64_t most = 0;
    for (auto& known : components_)
        if (const auto bytes = known.component.bytes(); !found || bytes > most) {
            found = &known;
            most = bytes;
        }
    return found;
}

void Supervisor::on_check(bool critical, core::SteadyTime now) {
    critical_in_a_row_ = critical ? critical_in_a_row_ + 1 : 0;
    if (critical_in_a_row_ < critical_checks || restarting_ || scope_.stopping()) return;
    if (restarted_at_ && now - *restarted_at_ < restart_pause) return;
    auto* known = largest();
    if (!known) return;
    restarted_at_ = now;
    critical_in_a_row_ = 0;
    restarting_ = true;
    scope_.spawn("restart_component", restart(*known));
}

core::Task<> Supervisor::restart(Known& known) {
    const auto& component = known.component;
    log_.warn("component_restarting",
              {{"component", component.name}, {"bytes", component.bytes()}});
    co_await component.drain();
    while (!scope_.stopping() && !co_await start(component))
        co_await core::sleep_for(start_again_after);
    restarting_ = false;
    if (scope_.stopping()) co_return;
    known.restarts.add();
    log_.warn("component_restarted", {{"component", component.name}, {"bytes", component.bytes()}});
}

core::Task<bool> Supervisor::start(const Component& component) {
    try {
        co_await component.start();
        co_return true;
    } catch (const std::exception& fault) {
        log_.warn("component_not_started",
                  {{"component", component.name}, {"error", fault.what()}});
    }
    co_return false;
}

}  // namespace app
