#include "monitor/goals.hpp"

#include <algorithm>

namespace monitor {
namespace {

constexpr std::size_t latency_power = 18;  // 2^18 µs

}  // namespace

GoalCounts counts_of(const core::Metrics& metrics) {
    GoalCounts counts;
    auto& [availability, latency, webhooks] = counts;
    metrics.walk("chasqui_http_requests_total", [&availability](const core::SeriesView& series) {
        const auto value = static_cast<std::int64_t>(series.value);
        availability.total += value;
        if (series.labels.find("\"5xx\"") == std::string_view::npos) availability.good += value;
    });
    metrics.walk("chasqui_http_request_seconds", [&latency](const core::SeriesView& series) {
        if (!series.histogram) return;
        const auto below = series.histogram->look().counts_below_powers_of_two();
        latency.total += static_cast<std::int64_t>(below.back());
        latency.good += static_cast<std::int64_t>(below[latency_power]);
    });
    metrics.walk("chasqui_webhooks_total", [&webhooks](const core::SeriesView& series) {
        const auto value = static_cast<std::int64_t>(series.value);
        const auto is = [&](std::string_view result) {
            return series.labels.find(result) != std::string_view::npos;
        };
        if (is("\"stored\"")) webhooks.good += value;
        // What is not signed by Meta is nobody's promise.
        if (is("\"stored\"") || is("\"unavailable\"")) webhooks.total += value;
    });
    return counts;
}

GoalCounts difference(const GoalCounts& now, const GoalCounts& before) {
    GoalCounts delta;
    for (std::size_t i = 0; i < goal_count; ++i) {
        delta[i].total = std::max<std::int64_t>(0, now[i].total - before[i].total);
        delta[i].good = std::clamp<std::int64_t>(now[i].good - before[i].good, 0, delta[i].total);
    }
    return delta;
}

double burn_rate(const Counts& counts, double target) {
    if (counts.total <= 0) return 0;
    const auto bad = static_cast<double>(counts.total - counts.good);
    return bad / static_cast<double>(counts.total) / (1 - target);
}

double budget_left(const Counts& counts, double target) {
    return 1 - burn_rate(counts, target);
}

double Burns::fast() const {
    return failures_1h < burn_failures_min ? 0 : std::min(over_5m, over_1h);
}

double Burns::slow() const {
    return failures_6h < burn_failures_min ? 0 : std::min(over_30m, over_6h);
}

}  // namespace monitor
