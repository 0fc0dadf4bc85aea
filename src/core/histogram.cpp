#include "core/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace core {
namespace {

// A cell that has come so far is emptied into the map beside it: at a thousand values a second in
// one step that happens every 24 days.
constexpr std::uint32_t carry_at = std::uint32_t{1} << 31;

void raise(std::atomic<std::uint64_t>& most, std::uint64_t value) {
    auto seen = most.load(std::memory_order_relaxed);
    while (value > seen && !most.compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
    }
}

}  // namespace

std::size_t Histogram::bucket_of(std::uint64_t value) {
    if (value < steps) return value;
    const auto exponent = static_cast<unsigned>(std::bit_width(value)) - 1;
    const auto step = (value >> (exponent - step_bits)) & (steps - 1);
    return ((exponent - step_bits + 1) << step_bits) + step;
}

std::uint64_t Histogram::upper_end(std::size_t bucket) {
    if (bucket < steps) return bucket;
    const auto shift = (bucket >> step_bits) - 1;
    return ((steps + (bucket & (steps - 1))) << shift) + ((std::uint64_t{1} << shift) - 1);
}

Histogram::Cells::~Cells() {
    for (auto& one : blocks) std::unique_ptr<Block>(one.load(std::memory_order_relaxed)).reset();
}

Histogram::Block& Histogram::Cells::block(std::size_t index) {
    auto* found = blocks[index].load(std::memory_order_acquire);
    if (found) return *found;
    auto made = std::make_unique<Block>();
    if (blocks[index].compare_exchange_strong(found, made.get(), std::memory_order_acq_rel))
        found = made.release();
    return *found;
}

void Histogram::record(std::uint64_t value, std::uint32_t times) {
    const auto slot = thread_slot();
    auto& mine = cells_.in(slot);
    const auto bucket = bucket_of(value);
    auto& cell = mine.block(bucket >> step_bits)[bucket & (steps - 1)];
    if (cell.load(std::memory_order_relaxed) >= carry_at) carry(cell, bucket);
    add_in_slot(cell, times, slot);
    add_in_slot(mine.sum, value * times, slot);
    if (value > mine.max.load(std::memory_order_relaxed)) raise(mine.max, value);
}

// Readers look under the same mutex, so that none sees the value twice or not at all.
void Histogram::carry(std::atomic<std::uint32_t>& cell, std::size_t bucket) {
    const std::lock_guard lock(carried_mutex_);
    if (cell.load(std::memory_order_relaxed) < carry_at) return;  // another was first
    cell.fetch_sub(carry_at, std::memory_order_relaxed);
    carried_[bucket] += carry_at;
}

Distribution Histogram::look() const {
    Distribution out;
    const std::lock_guard lock(carried_mutex_);
    const auto add = [&](std::size_t bucket, std::uint64_t amount) {
        const auto needed = (bucket / steps + 1) * steps;
        if (out.buckets_.size() < needed) out.buckets_.resize(needed);
        out.buckets_[bucket] += amount;
        out.count_ += amount;
    };
    cells_.for_each([&](const Cells& cells) {
        out.sum_ += cells.sum.load(std::memory_order_relaxed);
        out.max_ = std::max(out.max_, cells.max.load(std::memory_order_relaxed));
        for (std::size_t index = 0; index < block_count; ++index) {
            const auto* block = cells.blocks[index].load(std::memory_order_acquire);
            if (!block) continue;
            for (std::size_t step = 0; step < steps; ++step)
                if (const auto amount = (*block)[step].load(std::memory_order_relaxed))
                    add((index << step_bits) + step, amount);
        }
    });
    for (const auto& [bucket, amount] : carried_) add(bucket, amount);
    return out;
}

double Distribution::average() const {
    return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

std::uint64_t Distribution::quantile(double share) const {
    if (count_ == 0) return 0;
    const auto exact = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_));
    const auto wanted = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(exact), 1, count_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        seen += buckets_[i];
        if (seen < wanted) continue;
        // The bucket's middle: at most half a step (0.8 %) from every value in it.
        const auto lower = i == 0 ? 0 : Histogram::upper_end(i - 1) + 1;
        return std::min(lower + (Histogram::upper_end(i) - lower) / 2, max_);
    }
    return max_;
}

std::array<std::uint64_t, 65> Distribution::counts_below_powers_of_two() const {
    std::array<std::uint64_t, 65> below{};
    for (std::size_t i = 0; i < buckets_.size(); ++i)
        below[static_cast<std::size_t>(std::bit_width(Histogram::upper_end(i)))] += buckets_[i];
    for (std::size_t bits = 1; bits < below.size(); ++bits) below[bits] += below[bits - 1];
    return below;
}

Distribution Distribution::since(const Distribution& before) const {
    Distribution out;
    out.buckets_ = buckets_;
    for (std::size_t i = 0; i < before.buckets_.size() && i < out.buckets_.size(); ++i)
        out.buckets_[i] -= std::min(out.buckets_[i], before.buckets_[i]);
    for (std::size_t i = 0; i < out.buckets_.size(); ++i) {
        if (out.buckets_[i] == 0) continue;
        out.count_ += out.buckets_[i];
        out.max_ = std::min(Histogram::upper_end(i), max_);
    }
    out.sum_ = sum_ - std::min(sum_, before.sum_);
    return out;
}

}  // namespace core
