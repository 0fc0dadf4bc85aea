#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core {

// A number that only grows. Any thread.
class Counter {
public:
    void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

// Log-linear histogram of durations or sizes: 64 steps per power of two, so a quantile is at most
// 1 % off. Values are whole numbers in the metric's unit (microseconds, bytes). Any thread.
class Histogram {
public:
    void record(std::uint64_t value);
    std::uint64_t count() const;
    std::uint64_t sum() const { return sum_.load(std::memory_order_relaxed); }
    std::uint64_t max() const { return max_.load(std::memory_order_relaxed); }
    // The smallest recorded value that at least `share` (0 to 1) of all do not exceed, to within
    // 1 %; 0 when empty.
    std::uint64_t quantile(double share) const;
    // How many values are below 2^i, at each i from 0 to 64; the last is the count.
    std::array<std::uint64_t, 65> counts_below_powers_of_two() const;

private:
    static constexpr unsigned step_bits = 6;
    static constexpr std::size_t bucket_count = (64 - step_bits + 1) << step_bits;
    static std::size_t bucket_of(std::uint64_t value);
    static std::uint64_t upper_end(std::size_t bucket);

    // Buckets are made at the first value, so that a histogram nobody feeds costs nothing.
    std::atomic<std::atomic<std::uint32_t>*> buckets_{nullptr};
    std::unique_ptr<std::atomic<std::uint32_t>[]> owned_;
    std::once_flag made_;
    std::atomic<std::uint64_t> sum_{0};
    std::atomic<std::uint64_t> max_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

// Every metric of the process, by name. Registering happens at start; reading and writing any time.
// Names follow Prometheus: chasqui_webhooks_total, chasqui_commit_microseconds.
class Metrics {
public:
    // The returned object lives as long as the registry. The same name and labels give the same
    // one.
    Counter& counter(std::string name, std::string help, Labels labels = {});
    Histogram& histogram(std::string name, std::string help, Labels labels = {});
    // A gauge is asked when somebody reads: `value` must be callable from any thread.
    void gauge(std::string name, std::string help, std::function<double()> value,
               Labels labels = {});

    // Prometheus text exposition format 0.0.4.
    std::string to_prometheus() const;

private:
    struct Series;
    struct Family;
    Family& family(std::string name, std::string help, int type);

    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Family>> families_;

public:
    Metrics();
    ~Metrics();
};

}  // namespace core
