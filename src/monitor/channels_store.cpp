#include "monitor/channels_store.hpp"

namespace monitor {
namespace {

// Nobody is helped by hearing of an alert a day later.
constexpr std::chrono::hours said_within{24};
constexpr std::int64_t batch_max = 50;

constexpr const char* select_channel =
    "SELECT id, kind, name, target, config, minimum_level, escalation, enabled, failures, "
    "last_error, last_sent_at, next_try_at, created_at, updated_at FROM alert_channels ";

Channel channel_at(const store::Rows& rows) {
    return {.id = rows.text(0),
            .kind = parse_channel_kind(rows.view(1)).value_or(ChannelKind::webhook),
            .name = rows.text(2),
            .target = rows.text(3),
            .sealed_config = rows.text(4),
            .minimum = rows.view(5) == "critical" ? Level::critical : Level::warning,
            .escalation = rows.boolean(6),
            .enabled = rows.boolean(7),
            .failures = rows.integer(8),
            .last_error = rows.text(9),
            .last_sent_at = rows.optional_time(10),
            .next_try_at = rows.optional_time(11),
            .created_at = rows.time(12),
            .updated_at = rows.time(13)};
}

std::vector<Notification> notifications_of(store::Rows rows) {
    std::vector<Notification> all;
    while (rows.next())
        all.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                       rows.integer(5), rows.text(6), rows.integer(7), rows.time(8), rows.time(9)});
    return all;
}

constexpr const char* select_notification =
    "SELECT id, alert_id, channel_id, family, kind, step, delivery, attempts, due_at, at FROM "
    "alert_notifications ";

std::vector<Notification> of_delivery(store::Transaction& tx, std::string_view delivery) {
    return notifications_of(tx.rows(
        std::string(select_notification) + "WHERE delivery = $1 AND state = 'sending' ORDER BY id",
        {delivery}));
}

}  // namespace

std::vector<Channel> list_channels(store::Transaction& tx) {
    auto rows = tx.rows(std::string(select_channel) + "ORDER BY id");
    std::vector<Channel> channels;
    while (rows.next()) channels.push_back(channel_at(rows));
    return channels;
}

std::optional<Channel> find_channel(store::Transaction& tx, std::string_view id) {
    auto rows = tx.rows(std::string(select_channel) + "WHERE id = $1", {id});
    if (!rows.next()) return std::nullopt;
    return channel_at(rows);
}

void put_channel(store::Transaction& tx, const Channel& channel) {
    tx.run(
        "INSERT INTO alert_channels (id, kind, name, target, config, minimum_level, escalation, "
        "enabled, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON "
        "CONFLICT (id) DO UPDATE SET name = excluded.name, target = excluded.target, config = "
        "excluded.config, minimum_level = excluded.minimum_level, escalation = "
        "excluded.escalation, enabled = excluded.enabled, failures = 0, last_error = '', "
        "next_try_at = NULL, updated_at = excluded.updated_at",
        {channel.id, to_string(channel.kind), channel.name, channel.target, channel.sealed_config,
         to_string(channel.minimum), channel.escalation, channel.enabled, tx.now()});
}

bool delete_channel(store::Transaction& tx, std::string_view id) {
    tx.run(
        "UPDATE alert_notifications SET state = 'dropped' WHERE channel_id = $1 AND state IN "
        "('queued', 'sending')",
        {id});
    return tx.run("DELETE FROM alert_channels WHERE id = $1", {id}) > 0;
}

void note_channel_outcome(store::Transaction& tx, const Channel& channel) {
    tx.run(
        "UPDATE alert_channels SET failures = $1, last_error = $2, last_sent_at = $3, next_try_at "
        "= $4 WHERE id = $5",
        {channel.failures, channel.last_error, channel.last_sent_at, channel.next_try_at,
         channel.id});
}

bool insert_notification(store::Transaction& tx, const Notification& n) {
    return tx.run(
               "INSERT INTO alert_notifications (alert_id, channel_id, family, kind, step, state, "
               "due_at, at) VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7) ON CONFLICT (alert_id, "
               "channel_id, kind, step) DO NOTHING",
               {n.alert, n.channel, n.family, n.kind, n.step, n.due_at, tx.now()}) > 0;
}

bool was_told(store::Transaction& tx, std::string_view alert, std::string_view channel) {
    return tx
        .rows(
            "SELECT 1 FROM alert_notifications WHERE alert_id = $1 AND channel_id = $2 AND kind "
            "<> 'resolved' AND (state IN ('sent', 'sending') OR attempts > 0) LIMIT 1",
            {alert, channel})
        .next();
}

void drop_unsaid(store::Transaction& tx, std::string_view alert) {
    tx.run(
        "UPDATE alert_notifications SET state = 'dropped' WHERE alert_id = $1 AND state = "
        "'queued'",
        {alert});
}

std::vector<std::string> channels_due(store::Transaction& tx) {
    auto rows = tx.rows(
        "SELECT DISTINCT n.channel_id FROM alert_notifications n JOIN alert_channels c ON c.id = "
        "n.channel_id WHERE n.state IN ('queued', 'sending') AND n.due_at <= $1 AND c.enabled = 1 "
        "AND (c.next_try_at IS NULL OR c.next_try_at <= $1)",
        {tx.now()});
    std::vector<std::string> ids;
    while (rows.next()) ids.push_back(rows.text(0));
    return ids;
}

std::vector<Notification> take_batch(store::Transaction& tx, std::string_view channel) {
    tx.run(
        "UPDATE alert_notifications SET state = 'dropped' WHERE channel_id = $1 AND state IN "
        "('queued', 'sending') AND at < $2",
        {channel, tx.now() - said_within});
    {
        auto again = tx.rows(
            "SELECT delivery FROM alert_notifications WHERE channel_id = $1 AND state = 'sending' "
            "ORDER BY id LIMIT 1",
            {channel});
        if (again.next()) return of_delivery(tx, again.text(0));
    }
    auto first = notifications_of(
        tx.rows(std::string(select_notification) +
                    "WHERE channel_id = $1 AND state = 'queued' AND due_at <= $2 ORDER BY id "
                    "LIMIT 1",
                {channel, tx.now()}));
    if (first.empty()) return {};
    const auto delivery = tx.new_id();
    tx.run(
        "UPDATE alert_notifications SET state = 'sending', delivery = $1 WHERE id IN (SELECT id "
        "FROM alert_notifications WHERE channel_id = $2 AND family = $3 AND state = 'queued' "
        "ORDER BY id LIMIT $4)",
        {delivery, channel, first.front().family, batch_max});
    return of_delivery(tx, delivery);
}

void finish_batch(store::Transaction& tx, std::string_view delivery, bool sent) {
    if (sent)
        tx.run(
            "UPDATE alert_notifications SET state = 'sent' WHERE delivery = $1 AND state = "
            "'sending'",
            {delivery});
    else
        tx.run(
            "UPDATE alert_notifications SET attempts = attempts + 1 WHERE delivery = $1 AND "
            "state = 'sending'",
            {delivery});
}

bool any_unsaid(store::Transaction& tx) {
    return tx.rows("SELECT 1 FROM alert_notifications WHERE state IN ('queued', 'sending') LIMIT 1")
        .next();
}

}  // namespace monitor
