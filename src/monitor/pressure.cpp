#include "monitor/pressure.hpp"

#include <utility>

namespace monitor {
namespace {

PressureSteps::Marks marks_of(const PressureSettings& settings) {
    return {static_cast<double>(settings.warning_percent),
            static_cast<double>(settings.critical_percent)};
}

}  // namespace

Pressure::Pressure(const PressureSettings& settings, Seams seams)
    : settings_(settings),
      seams_(std::move(seams)),
      steps_(marks_of(settings)),
      freed_bytes_(seams_.metrics.counter(
          "chasqui_pressure_freed_bytes_total",
          "Resident bytes that were gone a second after actions against memory pressure.")) {
    seams_.metrics.gauge("chasqui_pressure_step",
                         "Step against memory pressure: 0 calm, 1 shrink caches, 2 give back, "
                         "3 shed, 4 refuse.",
                         [this] { return static_cast<double>(step()); });
    seams_.metrics.gauge("chasqui_memory_usage_ratio",
                         "Memory in use, of the limit that is nearest to being reached.",
                         [this] { return last().usage_percent / 100; });
    seams_.metrics.gauge("chasqui_memory_limit_bytes",
                         "The limit that is nearest to being reached.",
                         [this] { return static_cast<double>(last().limit); });
    seams_.metrics.gauge("chasqui_memory_used_bytes",
                         "Counted against that limit, without file cache that can go.",
                         [this] { return static_cast<double>(last().used); });
    seams_.metrics.gauge("chasqui_resident_memory_bytes", "Resident memory of the process.",
                         [this] { return static_cast<double>(last().rss); });
    keep(seams_.read());
}

void Pressure::add(Action action) {
    auto& runs =
        seams_.metrics.counter("chasqui_pressure_actions_total", "Actions against memory pressure.",
                               {{"action", action.name}});
    actions_.push_back({std::move(action), runs});
}

void Pressure::on_change(std::function<void(const Change&)> told) {
    change_.push_back(std::move(told));
}

void Pressure::on_check(std::function<void(const MemoryReading&, bool)> told) {
    check_.push_back(std::move(told));
}

MemoryReading Pressure::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

void Pressure::keep(const MemoryReading& reading) {
    const std::lock_guard lock(mutex_);
    last_ = reading;
}

void Pressure::look(core::SteadyTime now) {
    const auto reading = seams_.read();
    keep(reading);
    if (const auto before = std::exchange(rss_before_, 0); before > reading.rss)
        freed_bytes_.add(before - reading.rss);
    const auto before = steps_.step();
    const auto step = steps_.look(reading.usage_percent, reading.stalled_percent);
    step_.store(step, std::memory_order_relaxed);
    if (step != before) tell(before, step, reading);
    if (act(step, before, now)) rss_before_ = reading.rss;
    if (checked_at_ == core::SteadyTime{}) checked_at_ = now;
    if (now - checked_at_ < settings_.check_interval) return;
    checked_at_ = now;
    report(reading);
}

bool Pressure::act(PressureStep step, PressureStep before, core::SteadyTime now) {
    bool acted = false;
    for (auto& [action, runs, ran_at] : actions_) {
        const bool entered = step >= action.from && before < action.from;
        const bool again = step >= action.from && now - ran_at >= again_every;
        if (!entered && !again) continue;
        ran_at = now;
        acted = true;
        runs.add();
        action.run();
    }
    return acted;
}

void Pressure::tell(PressureStep before, PressureStep step, const MemoryReading& reading) {
    const core::LogFields fields{{"from", to_string(before)},        {"to", to_string(step)},
                                 {"percent", reading.usage_percent}, {"used", reading.used},
                                 {"limit", reading.limit},           {"rss", reading.rss},
                                 {"source", reading.source}};
    if (step > before)
        seams_.log.warn("memory_pressure_step", fields);
    else
        seams_.log.info("memory_pressure_step", fields);
    for (const auto& told : change_) told({before, step, reading});
}

void Pressure::report(const MemoryReading& reading) {
    const bool critical = reading.usage_percent >= static_cast<double>(settings_.critical_percent);
    seams_.log.info("memory_report", {{"percent", reading.usage_percent},
                                      {"used", reading.used},
                                      {"limit", reading.limit},
                                      {"rss", reading.rss},
                                      {"source", reading.source},
                                      {"step", to_string(steps_.step())},
                                      {"stalled", reading.stalled_percent.value_or(0)}});
    for (const auto& told : check_) told(reading, critical);
}

}  // namespace monitor
