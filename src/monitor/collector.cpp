#include "monitor/collector.hpp"

#include <algorithm>

namespace monitor {
namespace {

constexpr std::size_t rounds_a_minute = 60;
// Looks at a histogram are kept this far apart: its last minute is exact to this.
constexpr int rounds_a_look = 10;
constexpr std::size_t looks_kept = 6;

struct Counts {
    double all = 0;
    double bad = 0;
};

}  // namespace

// One line of the table, with what is remembered to make it.
struct Collector::Source {
    explicit Source(const MetricInfo& metric) : info(metric) {}

    const MetricInfo& info;
    std::optional<Counts> last;
    std::deque<Counts> minute;             // of error_share, a round each
    std::deque<core::Distribution> looks;  // of p95
    int round = 0;
};

Collector::Collector(const core::Metrics& metrics, const core::Clock& clock)
    : metrics_(metrics), clock_(clock) {
    for (const auto& metric : metric_table()) sources_.emplace_back(metric);
}

Collector::~Collector() = default;

void Collector::subscribe(std::function<void(const Sample&)> subscriber) {
    subscribers_.push_back(std::move(subscriber));
}

namespace {

std::optional<double> gauge_of(const core::Metrics& metrics, const MetricInfo& info) {
    std::optional<double> value;
    const bool greatest = info.reading == Reading::gauge_max;
    metrics.walk(info.series, [&](const core::SeriesView& series) {
        if (!value)
            value = series.value;
        else
            value = greatest ? std::max(*value, series.value) : *value + series.value;
    });
    return value;
}

std::optional<Counts> counts_of(const core::Metrics& metrics, const MetricInfo& info) {
    std::optional<Counts> counts;
    metrics.walk(info.series, [&](const core::SeriesView& series) {
        if (!counts) counts.emplace();
        counts->all += series.value;
        if (!info.label.empty() && series.labels.find(info.label) != std::string_view::npos)
            counts->bad += series.value;
    });
    return counts;
}

std::optional<core::Distribution> distribution_of(const core::Metrics& metrics,
                                                  const MetricInfo& info) {
    std::optional<core::Distribution> found;
    metrics.walk(info.series, [&](const core::SeriesView& series) {
        if (!found && series.histogram) found = series.histogram->look();
    });
    return found;
}

}  // namespace

std::optional<double> Collector::value_of(Source& source, double seconds) const {
    const auto& info = source.info;
    switch (info.reading) {
        case Reading::gauge:
        case Reading::gauge_max: return gauge_of(metrics_, info);
        case Reading::rate:
        case Reading::growth: {
            const auto counts = counts_of(metrics_, info);
            const auto before = std::exchange(source.last, counts);
            if (!counts || !before) return std::nullopt;
            const auto grown = counts->all - before->all;
            return info.reading == Reading::growth ? grown : grown / seconds;
        }
        case Reading::error_share: {
            const auto counts = counts_of(metrics_, info);
            if (!counts) return std::nullopt;
            source.minute.push_back(*counts);
            if (source.minute.size() > rounds_a_minute + 1) source.minute.pop_front();
            const auto& first = source.minute.front();
            const auto all = counts->all - first.all;
            return all > 0 ? (counts->bad - first.bad) / all : 0;
        }
        case Reading::p95: {
            auto look = distribution_of(metrics_, info);
            if (!look) return std::nullopt;
            const auto value =
                source.looks.empty() ? 0 : look->since(source.looks.front()).quantile(0.95);
            if (source.round++ % rounds_a_look == 0) {
                source.looks.push_back(*std::move(look));
                if (source.looks.size() > looks_kept) source.looks.pop_front();
            }
            return static_cast<double>(value);
        }
    }
    return std::nullopt;
}

void Collector::each_second() {
    for (const auto& refresh : refresh_) refresh();
    const auto now = clock_.steady();
    const auto before = std::exchange(before_, now);
    const auto seconds =
        before ? std::max(std::chrono::duration<double>(now - *before).count(), 0.001) : 1.0;
    Sample sample{.at = clock_.wall(), .steady = now, .values = {}};
    sample.values.reserve(sources_.size());
    for (auto& source : sources_)
        if (const auto value = value_of(source, seconds))
            sample.values.emplace_back(source.info.name, *value * source.info.factor);
    latest_ = std::move(sample);
    for (const auto& subscriber : subscribers_) subscriber(latest_);
}

}  // namespace monitor
