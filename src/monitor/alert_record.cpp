#include "monitor/alert_record.hpp"

#include <algorithm>

#include "model/principal.hpp"
#include "monitor/channels_store.hpp"

namespace monitor {
namespace {

Alert fresh_alert(store::Transaction& tx, const Finding& finding) {
    const auto* rule = find_rule(finding.rule);
    return {.id = tx.new_id(),
            .rule = finding.rule,
            .labels = finding.labels,
            .family = rule ? std::string(rule->family) : "",
            .state = "",
            .pending_at = tx.now()};
}

// Those who were told that it fires hear that it is over; what nobody was told needs no word.
void plan_resolved(store::Transaction& tx, const Alert& alert) {
    drop_unsaid(tx, alert.id);
    for (const auto& channel : list_channels(tx))
        if (was_told(tx, alert.id, channel.id))
            insert_notification(tx, {.alert = alert.id,
                                     .channel = channel.id,
                                     .family = alert.family,
                                     .kind = "resolved",
                                     .due_at = tx.now()});
}

void record_over(store::Transaction& tx, Alert alert, const Finding& finding) {
    if (alert.state == "pending") {
        alert.state = "cleared";
        alert.updated_at = tx.now();
        delete_alert(tx, alert.id);
        return append_alert_event(tx, alert);
    }
    alert.state = "resolved";
    alert.resolved_at = tx.now();
    alert.value = finding.value;
    alert.updated_at = tx.now();
    put_alert(tx, alert, finding.watch);
    append_alert_event(tx, alert);
    plan_resolved(tx, alert);
}

// What one channel is to be told of one alert that fires; nothing where it has heard it all.
void plan_for(store::Transaction& tx, const Alert& alert, const Channel& channel,
              const NotifyTimes& times) {
    const auto say = [&](const char* kind, std::int64_t step) {
        return insert_notification(tx, {.alert = alert.id,
                                        .channel = channel.id,
                                        .family = alert.family,
                                        .kind = kind,
                                        .step = step,
                                        .due_at = tx.now() + times.group_wait});
    };
    if (channel.escalation) {
        if (alert.critical_at && !alert.acknowledged_at &&
            tx.now() - *alert.critical_at >= times.escalate)
            say("escalated", 1);
        return;
    }
    if (alert.level < channel.minimum) return;
    // A channel that is told of it as critical need not hear that it warned.
    if (say("firing", static_cast<std::int64_t>(alert.level))) return;
    if (alert.acknowledged_at || !alert.firing_at || !was_told(tx, alert.id, channel.id)) return;
    const auto repeats = (tx.now() - *alert.firing_at) / times.repeat;
    if (repeats > 0) say("repeated", repeats);
}

}  // namespace

void append_alert_event(store::Transaction& tx, const Alert& alert) {
    tx.append(
        {.name = "alert", .data = to_json(alert, tx.language()), .rooms = {model::rooms::staff}});
}

void record_finding(store::Transaction& tx, const Finding& finding) {
    auto found = find_open_alert(tx, finding.rule, finding.labels);
    if (finding.phase == Phase::ok) {
        if (found) record_over(tx, *std::move(found), finding);
        return;
    }
    auto alert = found ? *std::move(found) : fresh_alert(tx, finding);
    const auto state_before = alert.state;
    const auto level_before = alert.level;
    // What fires does not become pending again: it resolves first.
    alert.state = finding.phase == Phase::firing ? "firing" : state_before;
    if (alert.state.empty()) alert.state = "pending";
    alert.level = std::max(alert.level, finding.level);
    alert.value = finding.value;
    alert.fields = finding.fields;
    alert.updated_at = tx.now();
    if (alert.state == "firing" && !alert.firing_at) alert.firing_at = tx.now();
    if (alert.level == Level::critical && !alert.critical_at) alert.critical_at = tx.now();
    put_alert(tx, alert, finding.watch);
    if (alert.state != state_before || alert.level != level_before) append_alert_event(tx, alert);
}

void plan_notifications(store::Transaction& tx, const NotifyTimes& times) {
    const auto channels = list_channels(tx);
    if (channels.empty()) return;
    const auto silences = silences_now(tx);
    for (const auto& [alert, watch] : open_alerts(tx)) {
        if (alert.state != "firing" || is_silenced(silences, alert)) continue;
        for (const auto& channel : channels)
            if (channel.enabled && channel.fed()) plan_for(tx, alert, channel, times);
    }
}

core::Result<Alert> acknowledge(store::Transaction& tx, std::string_view id,
                                std::string_view user) {
    auto alert = find_alert(tx, id);
    if (!alert) return core::Error{core::Kind::not_found, "alert.not_found"};
    if (alert->acknowledged_at) return *std::move(alert);  // whoever was first stays
    if (alert->state != "firing") return core::Error{core::Kind::conflict, "alert.not_firing"};
    acknowledge_alert(tx, id, user);
    alert = find_alert(tx, id);
    append_alert_event(tx, *alert);
    return *std::move(alert);
}

}  // namespace monitor
