#include "app/watch.hpp"

#include <algorithm>

#include "app/build_info.hpp"

namespace app {
namespace {

constexpr core::Milliseconds second{1000};

}  // namespace

Watch::Watch(Parts parts, const std::vector<NamedLoop>& loops)
    : parts_(std::move(parts)),
      process_({.metrics = parts_.metrics,
                .clock = parts_.clock,
                .memory = memory_,
                .data_folder = parts_.data_folder,
                .database_path = parts_.database_path}),
      collector_(parts_.metrics, parts_.clock),
      doors_{parts_.database, parts_.clock, history_, memory_, parts_.memory, parts_.interval},
      scope_(parts_.log) {
    auto& metrics = parts_.metrics;
    register_build();
    for (const auto& [loop, name] : loops)
        loops_.emplace_back(loop, std::make_unique<LoopWatch>(*loop, metrics, name));
    metrics.gauge("chasqui_network_connections", "Open network connections of all loops", [this] {
        double sum = 0;
        for (const auto& [loop, watch] : loops_) sum += static_cast<double>(loop->connections());
        return sum;
    });
    collector_.subscribe([this](const monitor::Sample& sample) { history_.on_sample(sample); });
    collector_.subscribe([this](const monitor::Sample& sample) { tell(sample); });
    collector_.subscribe([this](const monitor::Sample& sample) { keep(sample); });
    collector_.before_each([this] {
        process_.refresh();
        for (const auto& [loop, watch] : loops_) watch->refresh();
    });
}

Watch::~Watch() = default;

void Watch::register_build() {
    const auto build = build_info();
    parts_.metrics
        .gauge("chasqui_build_info", "What runs here; always 1",
               {{"version", std::string(build.version)}, {"commit", std::string(build.commit)}})
        .set(1);
}

void Watch::start() {
    for (const auto& [loop, watch] : loops_) loop->post([each = watch.get()] { each->start(); });
    scope_.spawn("resume_steps", resume_steps());
    scope_.spawn("watch", run());
}

// Seconds of the boot-time clock. One that lasted long is followed by the next whole one: those
// that were missed are not made up for.
core::Task<> Watch::run() {
    auto due = parts_.clock.steady();
    while (!scope_.stopping()) {
        due += second;
        const auto now = parts_.clock.steady();
        if (due <= now) due = now + second;
        co_await core::sleep_for(std::chrono::ceil<core::Milliseconds>(due - now));
        if (scope_.stopping()) co_return;
        collector_.each_second();
    }
}

// metrics_sample each second to who asked for it; the `metrics` event, which is logged, each
// PERFORMANCE_MONITOR_INTERVAL.
void Watch::tell(const monitor::Sample& sample) {
    if (parts_.live.samples_are_read()) {
        core::json::object values;
        for (const auto& [name, value] : sample.values) values[name] = value;
        parts_.live.send_sample(core::to_json(core::json::object{
            {"at", core::to_iso8601(sample.at)}, {"values", std::move(values)}}));
    }
    if (!told_at_) told_at_ = sample.steady;
    if (sample.steady - *told_at_ < parts_.interval) return;
    told_at_ = sample.steady;
    scope_.spawn("tell_summary", tell_summary());
}

// What the last process measured in the minute that runs now is not forgotten.
core::Task<> Watch::resume_steps() {
    for (auto* steps : {&short_steps_, &long_steps_}) {
        auto before = co_await parts_.database.read(
            [step = steps->step(), at = steps->begin_of(parts_.clock.wall())](
                store::Transaction& tx) { return monitor::find_step(tx, step, at); });
        if (before) steps->resume(std::move(*before));
    }
}

void Watch::keep(const monitor::Sample& sample) {
    for (auto* steps : {&short_steps_, &long_steps_})
        if (auto ended = steps->add(sample))
            ended_steps_.emplace_back(steps->step(), *std::move(ended));
    // With the step of 10 s goes what there is of the minute: a kill costs no more than that.
    const bool due = std::ranges::any_of(
        ended_steps_, [](const auto& one) { return one.first == monitor::short_step; });
    if (due) scope_.spawn("keep_steps", write_steps(false));
}

core::Task<> Watch::write_steps(bool all) {
    auto steps = std::exchange(ended_steps_, {});
    if (long_steps_.current()) steps.emplace_back(monitor::long_step, *long_steps_.current());
    if (all && short_steps_.current())
        steps.emplace_back(monitor::short_step, *short_steps_.current());
    co_await parts_.database.write([steps = std::move(steps)](store::Transaction& tx) {
        for (const auto& [length, step] : steps) monitor::put_step(tx, length, step);
    });
}

core::Task<> Watch::tell_summary() {
    co_await parts_.database.write(
        [data = core::to_json(monitor::performance_json(doors_))](store::Transaction& tx) {
            tx.append({.name = "metrics", .data = data, .rooms = {model::rooms::staff}});
        });
}

core::Task<> Watch::stop() {
    scope_.stop();
    for (const auto& [loop, watch] : loops_) loop->post([each = watch.get()] { each->stop(); });
    co_await scope_.join();
    scope_.spawn("keep_steps", write_steps(true));
    co_await scope_.join();
}

}  // namespace app
