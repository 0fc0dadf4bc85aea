#include "monitor/alerts_store.hpp"

#include <algorithm>

namespace monitor {
namespace {

constexpr std::chrono::hours alerts_kept{90 * 24};
constexpr std::int64_t sweep_rows = 500;

constexpr const char* select_alert =
    "SELECT id, rule, labels, family, state, level, value, fields, pending_at, firing_at, "
    "critical_at, resolved_at, acknowledged_at, acknowledged_by, updated_at, watch FROM alerts ";

Level level_of(std::string_view name) {
    if (name == "critical") return Level::critical;
    return name == "warning" ? Level::warning : Level::none;
}

Alert alert_at(const store::Rows& rows) {
    Alert alert{.id = rows.text(0),
                .rule = rows.text(1),
                .labels = rows.text(2),
                .family = rows.text(3),
                .state = rows.text(4),
                .level = level_of(rows.view(5)),
                .fields = rows.text(7),
                .pending_at = rows.time(8),
                .firing_at = rows.optional_time(9),
                .critical_at = rows.optional_time(10),
                .resolved_at = rows.optional_time(11),
                .acknowledged_at = rows.optional_time(12),
                .acknowledged_by = rows.text(13),
                .updated_at = rows.time(14)};
    if (!rows.is_null(6)) alert.value = rows.real(6);
    return alert;
}

std::optional<Alert> first_of(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return alert_at(rows);
}

}  // namespace

std::optional<StoredThreshold> find_threshold(store::Transaction& tx, std::string_view rule) {
    auto rows = tx.rows(
        "SELECT warning, critical, clear, duration_ms, clear_after_ms, updated_at, updated_by "
        "FROM thresholds WHERE name = $1",
        {rule});
    if (!rows.next()) return std::nullopt;
    StoredThreshold stored;
    stored.threshold.warning = rows.real(0);
    stored.threshold.critical = rows.real(1);
    stored.threshold.clear = rows.real(2);
    stored.threshold.duration = core::Milliseconds(rows.integer(3));
    stored.threshold.clear_after = core::Milliseconds(rows.integer(4));
    if (const auto* known = find_rule(rule)) stored.threshold.direction = known->usual.direction;
    stored.updated_at = rows.time(5);
    stored.updated_by = rows.text(6);
    return stored;
}

void put_threshold(store::Transaction& tx, std::string_view rule, const StoredThreshold& put) {
    const auto& t = put.threshold;
    tx.run(
        "INSERT INTO thresholds (name, warning, critical, clear, duration_ms, clear_after_ms, "
        "updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO "
        "UPDATE SET warning = excluded.warning, critical = excluded.critical, clear = "
        "excluded.clear, duration_ms = excluded.duration_ms, clear_after_ms = "
        "excluded.clear_after_ms, updated_at = excluded.updated_at, updated_by = "
        "excluded.updated_by",
        {rule, t.warning, t.critical, t.clear, t.duration.count(), t.clear_after.count(), tx.now(),
         put.updated_by});
}

std::optional<Alert> find_alert(store::Transaction& tx, std::string_view id) {
    return first_of(tx.rows(std::string(select_alert) + "WHERE id = $1", {id}));
}

std::optional<Alert> find_open_alert(store::Transaction& tx, std::string_view rule,
                                     std::string_view labels) {
    return first_of(tx.rows(
        std::string(select_alert) + "WHERE rule = $1 AND labels = $2 AND state <> 'resolved'",
        {rule, labels}));
}

void put_alert(store::Transaction& tx, const Alert& alert, const WatchState& watch) {
    const auto state = to_json(watch);
    tx.run(
        "INSERT INTO alerts (id, rule, labels, family, state, level, value, fields, watch, "
        "pending_at, firing_at, critical_at, resolved_at, updated_at) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO UPDATE SET state = "
        "excluded.state, level = excluded.level, value = excluded.value, fields = excluded.fields, "
        "watch = excluded.watch, firing_at = excluded.firing_at, critical_at = "
        "excluded.critical_at, resolved_at = excluded.resolved_at, updated_at = "
        "excluded.updated_at",
        {alert.id, alert.rule, alert.labels, alert.family, alert.state, to_string(alert.level),
         alert.value, alert.fields, state, alert.pending_at, alert.firing_at, alert.critical_at,
         alert.resolved_at, tx.now()});
}

void delete_alert(store::Transaction& tx, std::string_view id) {
    tx.run("DELETE FROM alerts WHERE id = $1", {id});
}

void acknowledge_alert(store::Transaction& tx, std::string_view id, std::string_view user) {
    tx.run(
        "UPDATE alerts SET acknowledged_at = $1, acknowledged_by = $2, updated_at = $1 WHERE id = "
        "$3",
        {tx.now(), user, id});
}

std::vector<std::pair<Alert, WatchState>> open_alerts(store::Transaction& tx) {
    std::vector<std::pair<Alert, WatchState>> open;
    auto rows = tx.rows(std::string(select_alert) + "WHERE state <> 'resolved' ORDER BY id");
    while (rows.next()) open.emplace_back(alert_at(rows), watch_state_of(rows.view(15)));
    return open;
}

std::vector<Alert> read_alerts(store::Transaction& tx, const AlertPage& page) {
    // Ids ascend in time. '~' lies behind every id.
    const bool upwards = page.after.has_value();
    const auto from = upwards ? *page.after : page.before.value_or("~");
    const std::string sql = std::string(select_alert) + "WHERE id " + (upwards ? ">" : "<") +
                            " $1 AND ($2 = '' OR state = $2) ORDER BY id " +
                            (upwards ? "ASC" : "DESC") + " LIMIT $3";
    auto rows = tx.rows(sql, {from, page.state, page.limit});
    std::vector<Alert> alerts;
    while (rows.next()) alerts.push_back(alert_at(rows));
    return alerts;
}

std::string to_json(const Silence& silence) {
    return core::JsonObject()
        .text("id", silence.id)
        .text_or_null("rule", std::string_view(silence.rule))
        .text_or_null("group", std::string_view(silence.family))
        .text("until", core::to_iso8601(silence.until))
        .text("reason", silence.reason)
        .text("createdBy", silence.created_by)
        .text("createdAt", core::to_iso8601(silence.created_at))
        .take();
}

std::vector<Silence> silences_now(store::Transaction& tx) {
    auto rows = tx.rows(
        "SELECT id, rule, family, until_at, reason, created_by, created_at FROM alert_silences "
        "WHERE until_at > $1 ORDER BY id",
        {tx.now()});
    std::vector<Silence> silences;
    while (rows.next())
        silences.push_back({rows.text(0), rows.text(1), rows.text(2), rows.time(3), rows.text(4),
                            rows.text(5), rows.time(6)});
    return silences;
}

void insert_silence(store::Transaction& tx, const Silence& silence) {
    tx.run(
        "INSERT INTO alert_silences (id, rule, family, until_at, reason, created_by, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {silence.id, silence.rule, silence.family, silence.until, silence.reason,
         silence.created_by, tx.now()});
}

bool delete_silence(store::Transaction& tx, std::string_view id) {
    return tx.run("DELETE FROM alert_silences WHERE id = $1", {id}) > 0;
}

bool is_silenced(const std::vector<Silence>& silences, const Alert& alert) {
    return std::ranges::any_of(silences, [&](const Silence& silence) {
        return silence.rule == alert.rule ||
               (!silence.family.empty() && silence.family == alert.family);
    });
}

store::Swept sweep_alerts(store::Transaction& tx) {
    const auto limit = tx.now() - alerts_kept;
    store::Swept swept;
    const auto removed = [&](std::int64_t rows) {
        swept.removed += rows;
        swept.more = swept.more || rows >= sweep_rows;
    };
    removed(
        tx.run("DELETE FROM alert_notifications WHERE id IN (SELECT id FROM "
               "alert_notifications WHERE at < $1 AND state IN ('sent', 'dropped') LIMIT $2)",
               {limit, sweep_rows}));
    removed(
        tx.run("DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE state = "
               "'resolved' AND resolved_at < $1 LIMIT $2)",
               {limit, sweep_rows}));
    removed(
        tx.run("DELETE FROM alert_silences WHERE id IN (SELECT id FROM alert_silences WHERE "
               "until_at < $1 LIMIT $2)",
               {limit, sweep_rows}));
    removed(
        tx.run("DELETE FROM uptime_spans WHERE id IN (SELECT id FROM uptime_spans WHERE to_at "
               "< $1 LIMIT $2)",
               {limit, sweep_rows}));
    return swept;
}

}  // namespace monitor
