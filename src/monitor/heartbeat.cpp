#include "monitor/heartbeat.hpp"

#include "core/json_text.hpp"

namespace monitor {
namespace {

constexpr int beat_seconds = 60;
constexpr core::Milliseconds event_time_max{5'000};
constexpr core::Milliseconds event_look{20};
constexpr const char* probe_event = "probe";

}  // namespace

Heartbeat::Heartbeat(Seams seams)
    : seams_(std::move(seams)),
      probe_time_(seams_.metrics.histogram("chasqui_probe_seconds",
                                           "From a probe's write to its event at a subscriber.")),
      probes_failed_(seams_.metrics.counter("chasqui_probes_failed_total",
                                            "Probes that did not come through.")),
      scope_(seams_.log),
      seen_(std::make_shared<std::atomic<std::int64_t>>(0)) {
    seams_.database.subscribe([seen = seen_](std::span<const model::Event> events) {
        for (const auto& event : events)
            if (event.name == probe_event) seen->store(event.sequence);
    });
}

core::Task<> Heartbeat::start() {
    written_ = counts_of(seams_.metrics);
    run_ = co_await seams_.database.write(begin_uptime);
}

void Heartbeat::each_second(core::SteadyTime at) {
    if (run_ == 0 || scope_.stopping()) return;
    for (std::size_t i = 0; i < goal_count; ++i) {
        const auto label = core::JsonObject().text("goal", goals[i].name).take();
        seams_.alerts.observe("goal_burn_fast", burns_[i].fast(), at, label);
        seams_.alerts.observe("goal_burn_slow", burns_[i].slow(), at, label);
    }
    if (++seconds_ % beat_seconds == 0 && scope_.size() == 0) scope_.spawn("heartbeat", beat());
}

core::Task<bool> Heartbeat::probe() {
    const auto begin = seams_.loop.clock().steady();
    const auto sequence = co_await seams_.database.write(
        [](store::Transaction& tx) { return tx.append({.name = probe_event, .data = "{}"}); });
    const auto took = [&] { return seams_.loop.clock().steady() - begin; };
    while (seen_->load() < sequence && took() < event_time_max && !scope_.stopping())
        co_await core::sleep_for(event_look);
    if (seen_->load() < sequence) co_return false;
    probe_time_.record(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took()).count()));
    co_return true;
}

core::Task<> Heartbeat::beat() {
    if (!seams_.healthy() || !co_await probe()) {
        probes_failed_.add();
        seams_.log.warn("probe_failed");
        co_return;
    }
    const auto now = counts_of(seams_.metrics);
    burns_ = co_await seams_.database.write(
        [run = run_, counted = difference(now, written_)](store::Transaction& tx) {
            extend_uptime(tx, run);
            std::array<Burns, goal_count> burns;
            for (std::size_t i = 0; i < goal_count; ++i) {
                add_goal_counts(tx, goals[i].name, counted[i]);
                burns[i] = burns_of(tx, goals[i]);
            }
            return burns;
        });
    written_ = now;
}

core::Task<> Heartbeat::stop() {
    scope_.stop();
    co_await scope_.join();
    // In the scope, since a full disk must not hold up the stop.
    if (run_ != 0) scope_.spawn("last_heartbeat", last_beat());
    co_await scope_.join();
}

core::Task<> Heartbeat::last_beat() {
    const auto counted = difference(counts_of(seams_.metrics), written_);
    co_await seams_.database.write([run = run_, counted](store::Transaction& tx) {
        extend_uptime(tx, run);
        for (std::size_t i = 0; i < goal_count; ++i) add_goal_counts(tx, goals[i].name, counted[i]);
    });
}

}  // namespace monitor
