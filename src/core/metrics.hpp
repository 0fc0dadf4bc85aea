#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/histogram.hpp"
#include "core/per_thread.hpp"

namespace core {

// A number that only grows. Any thread; each adds in a cell of its own.
class Counter {
public:
    void add(std::uint64_t amount = 1) {
        const auto slot = thread_slot();
        add_in_slot(cells_.in(slot), amount, slot);
    }
    std::uint64_t value() const {
        std::uint64_t sum = 0;
        cells_.for_each([&](const auto& cell) { sum += cell.load(std::memory_order_relaxed); });
        return sum;
    }

private:
    PerThread<std::atomic<std::uint64_t>> cells_;
};

// A number that its owner sets. Any thread.
class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

enum class MetricType { counter, gauge, histogram };
enum class MetricsFormat { prometheus, openmetrics };

// One series as a reader sees it. The histogram and the texts live as long as the registry.
struct SeriesView {
    std::string_view name;
    std::string_view help;
    MetricType type;
    std::string_view labels;               // a="1",b="2"
    double value = 0;                      // of a counter or a gauge
    const Histogram* histogram = nullptr;  // of a histogram
};

// Every metric of the process, by name. Registering happens at start; reading and writing any time.
// Names follow Prometheus: chasqui_webhooks_total, chasqui_store_commit_seconds. A histogram whose
// name ends in _seconds is fed with whole microseconds and shown in seconds.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // Label sets a name may have, so that nobody outside can fill our memory with names. What comes
    // beyond is counted as one more series, whose labels are all "other".
    static constexpr std::size_t series_max = 100;

    // The returned object lives as long as the registry. The same name and labels give the same
    // one.
    Counter& counter(std::string name, std::string help, Labels labels = {});
    Histogram& histogram(std::string name, std::string help, Labels labels = {});
    Gauge& gauge(std::string name, std::string help, Labels labels = {});
    // A gauge that is asked when somebody reads: `value` must be callable from any thread.
    void gauge(std::string name, std::string help, std::function<double()> value,
               Labels labels = {});
    // The same for a total that another keeps: shown as a counter, and must never shrink.
    void counter(std::string name, std::string help, std::function<double()> value,
                 Labels labels = {});

    // Looks at every series, or at those of one name, in the order of their registration.
    void walk(const std::function<void(const SeriesView&)>& look) const;
    void walk(std::string_view name, const std::function<void(const SeriesView&)>& look) const;

    // Prometheus text exposition format 0.0.4, or OpenMetrics 1.0.0.
    std::string to_text(MetricsFormat format = MetricsFormat::prometheus) const;
    std::string to_prometheus() const { return to_text(); }

private:
    struct Series;
    struct Family;
    Series& series(std::string&& name, std::string&& help, MetricType type, Labels&& labels);
    static void walk_family(const Family& family,
                            const std::function<void(const SeriesView&)>& look);

    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Family>> families_;
    Counter* folded_ = nullptr;
};

}  // namespace core
