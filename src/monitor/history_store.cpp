#include "monitor/history_store.hpp"

#include <algorithm>

namespace monitor {
namespace {

constexpr std::int64_t sweep_rows = 1000;

// Joins spreads into one, by how many seconds each stands for.
struct Joined {
    History::Point point;
    std::int64_t samples = 0;

    void add(const Spread& spread, std::int64_t more) {
        more = std::max<std::int64_t>(more, 1);
        if (samples == 0) {
            point.minimum = spread.minimum;
            point.maximum = spread.maximum;
        }
        point.minimum = std::min(point.minimum, spread.minimum);
        point.maximum = std::max(point.maximum, spread.maximum);
        samples += more;
        point.average += (spread.average - point.average) * static_cast<double>(more) /
                         static_cast<double>(samples);
    }
};

}  // namespace

void put_step(store::Transaction& tx, core::Milliseconds length, const MetricStep& step) {
    const auto figures = step.figures();
    tx.run(
        "INSERT INTO metric_steps (step_ms, at, samples, figures) VALUES ($1, $2, $3, $4) ON "
        "CONFLICT (step_ms, at) DO UPDATE SET samples = excluded.samples, figures = "
        "excluded.figures",
        {std::int64_t{length.count()}, step.at, step.samples, figures});
}

std::optional<MetricStep> find_step(store::Transaction& tx, core::Milliseconds length,
                                    core::WallTime at) {
    auto rows = tx.rows("SELECT samples, figures FROM metric_steps WHERE step_ms = $1 AND at = $2",
                        {std::int64_t{length.count()}, at});
    if (!rows.next()) return std::nullopt;
    return read_step(at, rows.integer(0), rows.view(1));
}

std::vector<History::Point> stored_points(store::Transaction& tx, std::string_view metric,
                                          const History::Range& range) {
    const bool lately = range.from >= tx.now() - short_steps_kept;
    const auto length = range.step < long_step && lately ? short_step : long_step;
    const auto step = std::max(range.step, length).count();
    std::vector<History::Point> points;
    Joined joined;
    const auto close = [&] {
        if (joined.samples > 0) points.push_back(joined.point);
        joined = {};
    };
    auto rows = tx.rows(
        "SELECT at, samples, figures FROM metric_steps WHERE step_ms = $1 AND at >= $2 AND at < $3 "
        "ORDER BY at",
        {std::int64_t{length.count()}, range.from, range.to});
    while (rows.next()) {
        const auto spread = spread_in(rows.view(2), metric);
        if (!spread) continue;
        const auto at = rows.integer(0);
        const auto begin = core::from_epoch_ms(at - at % step);
        if (begin != joined.point.at) {
            close();
            joined.point.at = begin;
        }
        joined.add(*spread, rows.integer(1));
    }
    close();
    return points;
}

store::Swept sweep_metric_steps(store::Transaction& tx) {
    const auto drop = [&](core::Milliseconds length, std::chrono::hours kept) {
        return tx.run(
            "DELETE FROM metric_steps WHERE step_ms = $1 AND at IN (SELECT at FROM metric_steps "
            "WHERE step_ms = $1 AND at < $2 ORDER BY at LIMIT $3)",
            {std::int64_t{length.count()}, tx.now() - kept, sweep_rows});
    };
    const auto short_ones = drop(short_step, short_steps_kept);
    const auto long_ones = drop(long_step, long_steps_kept);
    return {short_ones + long_ones, short_ones == sweep_rows || long_ones == sweep_rows};
}

}  // namespace monitor
