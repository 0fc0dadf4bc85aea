#include "monitor/goals_store.hpp"

#include <algorithm>

namespace monitor {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::hours counts_kept{31 * 24};
constexpr std::int64_t sweep_rows = 1000;

}  // namespace

void add_goal_counts(store::Transaction& tx, std::string_view goal, const Counts& counts) {
    if (counts.total <= 0) return;
    const core::WallTime minute = std::chrono::floor<std::chrono::minutes>(tx.now());
    tx.run(
        "INSERT INTO goal_counts (goal, at, good, total) VALUES ($1, $2, $3, $4) ON CONFLICT "
        "(goal, at) DO UPDATE SET good = goal_counts.good + excluded.good, total = "
        "goal_counts.total + excluded.total",
        {goal, minute, counts.good, counts.total});
}

Counts goal_counts_since(store::Transaction& tx, std::string_view goal, core::WallTime since) {
    auto rows = tx.rows(
        "SELECT COALESCE(SUM(good), 0), COALESCE(SUM(total), 0) FROM goal_counts WHERE goal = $1 "
        "AND at > $2",
        {goal, since});
    return rows.next() ? Counts{rows.integer(0), rows.integer(1)} : Counts{};
}

Burns burns_of(store::Transaction& tx, const Goal& goal) {
    const auto over = [&](core::Milliseconds window) {
        return goal_counts_since(tx, goal.name, tx.now() - window);
    };
    const auto hour = over(1h);
    const auto six = over(6h);
    return {.over_5m = burn_rate(over(5min), goal.target),
            .over_30m = burn_rate(over(30min), goal.target),
            .over_1h = burn_rate(hour, goal.target),
            .over_6h = burn_rate(six, goal.target),
            .failures_1h = hour.total - hour.good,
            .failures_6h = six.total - six.good};
}

std::int64_t begin_uptime(store::Transaction& tx) {
    auto rows = tx.rows("INSERT INTO uptime_spans (from_at, to_at) VALUES ($1, $1) RETURNING id",
                        {tx.now()});
    rows.next();
    return rows.integer(0);
}

void extend_uptime(store::Transaction& tx, std::int64_t run) {
    // A clock that was set back shortens nothing.
    tx.run("UPDATE uptime_spans SET to_at = $1 WHERE id = $2 AND to_at < $1", {tx.now(), run});
}

std::optional<Uptime> uptime_since(store::Transaction& tx, core::WallTime since) {
    auto rows = tx.rows("SELECT from_at, to_at FROM uptime_spans ORDER BY id", {});
    std::optional<core::WallTime> first;
    core::Milliseconds up{0};
    auto covered = since;  // runs that overlap after a jump of the clock count once
    while (rows.next()) {
        if (!first) first = rows.time(0);
        const auto from = std::max(rows.time(0), covered);
        const auto to = std::min(rows.time(1), tx.now());
        if (to <= from) continue;
        up += to - from;
        covered = to;
    }
    if (!first) return std::nullopt;
    const auto begin = std::max(since, *first);
    const auto whole = tx.now() - begin;
    if (whole <= core::Milliseconds{0}) return Uptime{1, begin};
    return Uptime{
        std::min(1.0, static_cast<double>(up.count()) / static_cast<double>(whole.count())), begin};
}

store::Swept sweep_goals(store::Transaction& tx) {
    const auto removed = tx.run(
        "DELETE FROM goal_counts WHERE (goal, at) IN (SELECT goal, at FROM goal_counts "
        "WHERE at < $1 LIMIT $2)",
        {tx.now() - counts_kept, sweep_rows});
    return {removed, removed >= sweep_rows};
}

}  // namespace monitor
