#include "core/metrics.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "core/check.hpp"

namespace core {
namespace {

enum Type : int { counter_type, histogram_type, gauge_type };
constexpr std::array<std::string_view, 3> type_names{"counter", "histogram", "gauge"};

// Prometheus gets a bound at each power of two up to this one (2^31 µs are 36 minutes).
constexpr unsigned bound_bits_max = 31;

std::string escaped(std::string_view text, bool quotes) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
    return out;
}

// a="1",b="2"
std::string to_text(const Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        out += name + "=\"" + escaped(value, true) + '"';
    }
    return out;
}

std::string to_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

void append_sample(std::string& out, std::string_view name, std::string_view labels,
                   std::string_view value) {
    out += name;
    if (!labels.empty()) out.append("{").append(labels).append("}");
    out.append(" ").append(value).append("\n");
}

void append_histogram(std::string& out, const std::string& name, const std::string& labels,
                      const Histogram& histogram) {
    const auto before = labels.empty() ? std::string() : labels + ",";
    // One walk, so that the bounds and the count agree while others record.
    const auto below = histogram.counts_below_powers_of_two();
    for (unsigned bits = 0; bits <= bound_bits_max; ++bits) {
        const auto bound = (std::uint64_t{1} << bits) - 1;  // whole numbers: at most 2^bits - 1
        append_sample(out, name + "_bucket", before + "le=\"" + std::to_string(bound) + "\"",
                      std::to_string(below[bits]));
    }
    const auto count = std::to_string(below.back());
    append_sample(out, name + "_bucket", before + "le=\"+Inf\"", count);
    append_sample(out, name + "_sum", labels, std::to_string(histogram.sum()));
    append_sample(out, name + "_count", labels, count);
}

}  // namespace

std::size_t Histogram::bucket_of(std::uint64_t value) {
    constexpr std::uint64_t steps = std::uint64_t{1} << step_bits;
    if (value < steps) return value;
    const auto exponent = static_cast<unsigned>(std::bit_width(value)) - 1;
    const auto step = (value >> (exponent - step_bits)) & (steps - 1);
    return ((exponent - step_bits + 1) << step_bits) + step;
}

std::uint64_t Histogram::upper_end(std::size_t bucket) {
    constexpr std::uint64_t steps = std::uint64_t{1} << step_bits;
    if (bucket < steps) return bucket;
    const auto shift = (bucket >> step_bits) - 1;
    return ((steps + (bucket & (steps - 1))) << shift) + ((std::uint64_t{1} << shift) - 1);
}

void Histogram::record(std::uint64_t value) {
    auto* buckets = buckets_.load(std::memory_order_acquire);
    if (!buckets) {
        std::call_once(made_, [this] {
            owned_ = std::make_unique<std::atomic<std::uint32_t>[]>(bucket_count);
            buckets_.store(owned_.get(), std::memory_order_release);
        });
        buckets = owned_.get();
    }
    buckets[bucket_of(value)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
    auto seen = max_.load(std::memory_order_relaxed);
    while (value > seen && !max_.compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
    }
}

std::uint64_t Histogram::count() const {
    return counts_below_powers_of_two().back();
}

std::array<std::uint64_t, 65> Histogram::counts_below_powers_of_two() const {
    std::array<std::uint64_t, 65> below{};
    const auto* buckets = buckets_.load(std::memory_order_acquire);
    if (!buckets) return below;
    for (std::size_t i = 0; i < bucket_count; ++i)
        below[static_cast<std::size_t>(std::bit_width(upper_end(i)))] +=
            buckets[i].load(std::memory_order_relaxed);
    for (std::size_t bits = 1; bits < below.size(); ++bits) below[bits] += below[bits - 1];
    return below;
}

std::uint64_t Histogram::quantile(double share) const {
    const auto* buckets = buckets_.load(std::memory_order_acquire);
    const auto total = count();
    if (!buckets || total == 0) return 0;
    const auto wanted =
        std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(std::clamp(share, 0.0, 1.0) *
                                                                       static_cast<double>(total))),
                                  1, total);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < bucket_count; ++i) {
        seen += buckets[i].load(std::memory_order_relaxed);
        if (seen < wanted) continue;
        // The bucket's middle: at most half a step (0.8 %) from every value in it.
        const auto lower = i == 0 ? 0 : upper_end(i - 1) + 1;
        return std::min(lower + (upper_end(i) - lower) / 2, max());
    }
    return max();
}

struct Metrics::Series {
    std::string labels;
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Histogram> histogram;
    std::function<double()> gauge;
};

struct Metrics::Family {
    std::string name;
    std::string help;
    int type;
    std::vector<std::unique_ptr<Series>> series;

    Series& of(const Labels& labels) {
        auto text = to_text(labels);
        for (const auto& one : series)
            if (one->labels == text) return *one;
        series.push_back(std::make_unique<Series>());
        series.back()->labels = std::move(text);
        return *series.back();
    }
};

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

Metrics::Family& Metrics::family(std::string name, std::string help, int type) {
    for (const auto& one : families_) {
        if (one->name != name) continue;
        check(one->type == type, "a metric's name has one type");
        return *one;
    }
    families_.push_back(
        std::make_unique<Family>(Family{std::move(name), std::move(help), type, {}}));
    return *families_.back();
}

Counter& Metrics::counter(std::string name, std::string help, Labels labels) {
    const std::lock_guard lock(mutex_);
    auto& series = family(std::move(name), std::move(help), counter_type).of(labels);
    if (!series.counter) series.counter = std::make_unique<Counter>();
    return *series.counter;
}

Histogram& Metrics::histogram(std::string name, std::string help, Labels labels) {
    const std::lock_guard lock(mutex_);
    auto& series = family(std::move(name), std::move(help), histogram_type).of(labels);
    if (!series.histogram) series.histogram = std::make_unique<Histogram>();
    return *series.histogram;
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> value,
                    Labels labels) {
    const std::lock_guard lock(mutex_);
    family(std::move(name), std::move(help), gauge_type).of(labels).gauge = std::move(value);
}

std::string Metrics::to_prometheus() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& family : families_) {
        out += "# HELP " + family->name + ' ' + escaped(family->help, false) + '\n';
        out += "# TYPE " + family->name + ' ';
        out.append(type_names[static_cast<std::size_t>(family->type)]).append("\n");
        for (const auto& one : family->series) {
            if (one->counter)
                append_sample(out, family->name, one->labels,
                              std::to_string(one->counter->value()));
            else if (one->histogram)
                append_histogram(out, family->name, one->labels, *one->histogram);
            else
                append_sample(out, family->name, one->labels, to_text(one->gauge()));
        }
    }
    return out;
}

}  // namespace core
