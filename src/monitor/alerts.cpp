#include "monitor/alerts.hpp"

namespace monitor {
namespace {

// How often what fires is looked at for repeats, escalations and silences that have ended.
constexpr int plan_each_seconds = 5;

}  // namespace

Alerts::Alerts(Seams seams, const MemoryLines& memory, NotifyTimes times)
    : seams_(std::move(seams)),
      memory_(memory),
      times_(times),
      book_(memory),
      firing_(seams_.metrics.gauge("chasqui_alerts_firing", "Alerts that fire now.")),
      scope_(seams_.log) {}

core::Task<> Alerts::start() {
    struct Stored {
        std::vector<std::pair<std::string, Threshold>> thresholds;
        std::vector<std::pair<Alert, WatchState>> open;
    };
    const auto stored = co_await seams_.database.read([](store::Transaction& tx) {
        Stored all;
        for (const auto& rule : rules())
            if (const auto put = find_threshold(tx, rule.name))
                all.thresholds.emplace_back(rule.name, put->threshold);
        all.open = open_alerts(tx);
        return all;
    });
    for (const auto& [rule, threshold] : stored.thresholds) book_.put_threshold(rule, threshold);
    for (const auto& [alert, watch] : stored.open) book_.restore(alert, watch);
    started_ = true;
}

core::Task<> Alerts::stop() {
    scope_.stop();
    co_await scope_.join();
}

void Alerts::observe(std::string_view rule, double value, core::SteadyTime at,
                     std::string_view labels, std::string_view fields) {
    book_.observe(rule, value, at, labels, fields);
}

void Alerts::each_second(std::span<const std::pair<std::string, double>> values,
                         core::SteadyTime at) {
    if (!started_ || scope_.stopping()) return;
    for (const auto& [name, value] : values) book_.observe(name, value, at);
    book_.tick(at);
    const auto firing = book_.firing();
    firing_.set(static_cast<double>(firing));
    if (++seconds_ % plan_each_seconds == 0 && firing > 0) look_ = true;
    // One at a time: what changes meanwhile is written with the next second.
    if (scope_.size() == 0 && (look_ || !book_.unwritten().empty()))
        scope_.spawn("alerts", write_down());
}

core::Task<> Alerts::write_down() {
    look_ = false;
    const auto findings = book_.unwritten();
    co_await seams_.database.write([findings, times = times_](store::Transaction& tx) {
        for (const auto& finding : findings) record_finding(tx, finding);
        plan_notifications(tx, times);
    });
    book_.written(findings);
    for (const auto& finding : findings) {
        if (finding.phase == Phase::pending) continue;
        seams_.log.warn("alert", {{"rule", finding.rule},
                                  {"state", to_string(finding.phase)},
                                  {"severity", to_string(finding.level)},
                                  {"value", finding.value}});
    }
    on_planned_();
}

void Alerts::raise(std::string rule, std::string labels, std::string fields) {
    seams_.loop.post([this, rule = std::move(rule), labels = std::move(labels),
                      fields = std::move(fields)] { book_.raise(rule, labels, fields); });
}

void Alerts::clear(std::string rule, std::string labels) {
    seams_.loop.post(
        [this, rule = std::move(rule), labels = std::move(labels)] { book_.clear(rule, labels); });
}

void Alerts::threshold_changed(std::string rule, Threshold threshold) {
    seams_.loop.post([this, rule = std::move(rule), threshold] {
        book_.put_threshold(rule, threshold);
        look_ = true;
    });
}

void Alerts::look_again() {
    seams_.loop.post([this] { look_ = true; });
}

}  // namespace monitor
