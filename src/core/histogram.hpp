#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/per_thread.hpp"

namespace core {

// What a histogram held at one moment, merged over its threads; or what came between two moments.
class Distribution {
public:
    std::uint64_t count() const { return count_; }
    std::uint64_t sum() const { return sum_; }
    std::uint64_t max() const { return max_; }  // to within 1 % in a difference
    double average() const;                     // 0 when empty
    // The smallest recorded value that at least `share` (0 to 1) of all do not exceed, to within
    // 1 %; 0 when empty.
    std::uint64_t quantile(double share) const;
    // How many values are below 2^i, exactly, at each i from 0 to 64; the last is the count.
    std::array<std::uint64_t, 65> counts_below_powers_of_two() const;
    // What was recorded since an earlier look at the same histogram.
    Distribution since(const Distribution& before) const;

private:
    friend class Histogram;
    std::vector<std::uint64_t> buckets_;  // up to the last block that holds any
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
    std::uint64_t max_ = 0;
};

// Log-linear histogram of durations or sizes: 64 steps per power of two, so a quantile is at most
// 1 % off. Values are whole numbers in the metric's unit (microseconds, bytes). Any thread; a value
// costs its thread a few loads and stores, none of them locked.
//
// Cells have 32 bits and come a power of two at a time, when the first value in it does: a
// histogram costs 0.3 kB, and a thread that feeds it 0.5 kB and 256 bytes for each power it met.
class Histogram {
public:
    void record(std::uint64_t value, std::uint32_t times = 1);

    Distribution look() const;
    std::uint64_t count() const { return look().count(); }
    std::uint64_t sum() const { return look().sum(); }
    std::uint64_t max() const { return look().max(); }
    std::uint64_t quantile(double share) const { return look().quantile(share); }

private:
    friend class Distribution;
    static constexpr unsigned step_bits = 6;
    static constexpr std::size_t steps = std::size_t{1} << step_bits;
    static constexpr std::size_t block_count = 64 - step_bits + 1;
    static std::size_t bucket_of(std::uint64_t value);
    static std::uint64_t upper_end(std::size_t bucket);

    using Block = std::array<std::atomic<std::uint32_t>, steps>;
    struct Cells {
        ~Cells();
        Block& block(std::size_t index);
        std::array<std::atomic<Block*>, block_count> blocks{};
        std::atomic<std::uint64_t> sum{0};
        std::atomic<std::uint64_t> max{0};
    };
    void carry(std::atomic<std::uint32_t>& cell, std::size_t bucket);

    PerThread<Cells> cells_;
    // What was taken out of cells before they ran over, by bucket.
    mutable std::mutex carried_mutex_;
    std::map<std::size_t, std::uint64_t> carried_;
};

}  // namespace core
