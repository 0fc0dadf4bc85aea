#include "core/metrics.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/metrics_text.hpp"

namespace core {

struct Metrics::Series {
    std::string labels;
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Histogram> histogram;
    std::unique_ptr<Gauge> gauge;
    std::function<double()> asked;

    double value() const {
        if (counter) return static_cast<double>(counter->value());
        if (gauge) return gauge->value();
        return asked ? asked() : 0;
    }
};

struct Metrics::Family {
    std::string name;
    std::string help;
    MetricType type;
    std::vector<std::unique_ptr<Series>> series;

    Series* find(std::string_view labels) const {
        const auto found =
            std::ranges::find_if(series, [&](const auto& one) { return one->labels == labels; });
        return found == series.end() ? nullptr : found->get();
    }
    Series& add(std::string labels) {
        series.push_back(std::make_unique<Series>());
        series.back()->labels = std::move(labels);
        return *series.back();
    }
};

Metrics::Metrics()
    : folded_(&counter("chasqui_metrics_folded_total",
                       "Label sets beyond a metric's limit, which were counted as \"other\"")) {}
Metrics::~Metrics() = default;

Metrics::Series& Metrics::series(std::string&& name, std::string&& help, MetricType type,
                                 Labels&& labels) {
    auto known =
        std::ranges::find_if(families_, [&](const auto& one) { return one->name == name; });
    if (known == families_.end())
        known = families_.insert(
            known, std::make_unique<Family>(Family{std::move(name), std::move(help), type, {}}));
    auto& family = **known;
    check(family.type == type, "a metric's name has one type");

    auto text = labels_text(labels);
    if (auto* found = family.find(text)) return *found;
    if (family.series.size() < series_max) return family.add(std::move(text));
    folded_->add();
    for (auto& label : labels) label.second = "other";
    text = labels_text(labels);
    auto* other = family.find(text);
    return other ? *other : family.add(std::move(text));
}

Counter& Metrics::counter(std::string name, std::string help, Labels labels) {
    const std::lock_guard lock(mutex_);
    auto& one =
        series(std::move(name), std::move(help), MetricType::counter, std::move(labels)).counter;
    if (!one) one = std::make_unique<Counter>();
    return *one;
}

Histogram& Metrics::histogram(std::string name, std::string help, Labels labels) {
    const std::lock_guard lock(mutex_);
    auto& one = series(std::move(name), std::move(help), MetricType::histogram, std::move(labels))
                    .histogram;
    if (!one) one = std::make_unique<Histogram>();
    return *one;
}

Gauge& Metrics::gauge(std::string name, std::string help, Labels labels) {
    const std::lock_guard lock(mutex_);
    auto& one =
        series(std::move(name), std::move(help), MetricType::gauge, std::move(labels)).gauge;
    if (!one) one = std::make_unique<Gauge>();
    return *one;
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> value,
                    Labels labels) {
    const std::lock_guard lock(mutex_);
    series(std::move(name), std::move(help), MetricType::gauge, std::move(labels)).asked =
        std::move(value);
}

void Metrics::counter(std::string name, std::string help, std::function<double()> value,
                      Labels labels) {
    const std::lock_guard lock(mutex_);
    series(std::move(name), std::move(help), MetricType::counter, std::move(labels)).asked =
        std::move(value);
}

void Metrics::walk_family(const Family& family,
                          const std::function<void(const SeriesView&)>& look) {
    for (const auto& one : family.series)
        look({family.name, family.help, family.type, one->labels, one->value(),
              one->histogram.get()});
}

void Metrics::walk(const std::function<void(const SeriesView&)>& look) const {
    const std::lock_guard lock(mutex_);
    for (const auto& family : families_) walk_family(*family, look);
}

void Metrics::walk(std::string_view name,
                   const std::function<void(const SeriesView&)>& look) const {
    const std::lock_guard lock(mutex_);
    for (const auto& family : families_)
        if (family->name == name) walk_family(*family, look);
}

std::string Metrics::to_text(MetricsFormat format) const {
    MetricsText text(format);
    walk([&](const SeriesView& series) { text.add(series); });
    return std::move(text).take();
}

}  // namespace core
