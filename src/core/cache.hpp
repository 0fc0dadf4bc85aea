#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/cache_parts.hpp"
#include "core/check.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"

namespace core {

// The cache: the least recently used goes first, in O(1), when there are too many entries or bytes;
// each lives `ttl` at most (less by chance, so that what came together does not end together).
// Values are shared and constant. What one loads, all who ask meanwhile wait for. Any thread; one
// mutex, held for a look-up. It holds copies: dropping any of it, at any time, loses nothing.
template <class Key, class Value, class Hash = std::hash<Key>>
class Cache {
public:
    using Pointer = std::shared_ptr<const Value>;
    struct Loaded {
        Pointer value;  // absent: there is none, which is not cached
        std::size_t bytes = 0;
    };
    using Loader = std::function<Task<Loaded>()>;
    // Called with the lock held: it must not call the cache.
    using Observer = std::function<void(CacheEvent, const Key&)>;

    Cache(CacheOptions options, CacheSeams seams, Observer observer = {})
        : options_(std::move(options)),
          seams_(seams),
          observer_(std::move(observer)),
          counters_(options_.name, seams.metrics, [this] { return usage(); }) {
        check(options_.entries_max > 0, "a cache has room");
    }
    Cache(const Cache&) = delete;
    Cache& operator=(const Cache&) = delete;

    // Absent where it is not there, or its time is over.
    Pointer get(const Key& key) {
        const std::lock_guard lock(mutex_);
        return look(key);
    }

    // `bytes`: what key and value hold beside their own size. What is larger than all of the cache
    // is not kept.
    void set(const Key& key, Pointer value, std::size_t bytes) {
        const std::lock_guard lock(mutex_);
        flights_.erase(key);  // what is on its way is older
        put(key, std::move(value), bytes);
    }

    // Forgets it, and what is being loaded for it now: whoever asks after this gets what is loaded
    // after this.
    void erase(const Key& key) {
        const std::lock_guard lock(mutex_);
        flights_.erase(key);
        if (const auto found = entries_.find(key); found != entries_.end()) remove(found);
    }

    // The cached value, or what the loader brings. Whoever comes while it is being loaded waits for
    // that, on its own scheduler; what the loader throws, all of them get, and nothing is cached.
    Task<Pointer> get_or_load(Key key, Loader loader) {
        std::shared_ptr<Flight> flight;
        bool leads = false;
        {
            const std::lock_guard lock(mutex_);
            if (auto found = look(key)) co_return found;
            auto& there = flights_[key];
            leads = !there;
            if (leads) there = std::make_shared<Flight>();
            flight = there;
        }
        if (!leads) co_return co_await Landing{*this, *flight};
        Pilot pilot{*this, key, flight};
        try {
            pilot.land(co_await loader());
        } catch (...) {
            pilot.fail(std::current_exception());
        }
        if (flight->fault) std::rethrow_exception(flight->fault);
        co_return flight->value;
    }

    // Drops entries whose time is over, of the next `buckets_max` buckets of the table; returns how
    // many. Call it on schedule: a pass over all takes several calls where the cache is large.
    std::size_t sweep(std::size_t buckets_max = 4096) {
        const std::lock_guard lock(mutex_);
        const auto now = seams_.clock.steady();
        std::vector<Key> over;
        const auto count = entries_.bucket_count();
        for (std::size_t i = 0; i < std::min(buckets_max, count); ++i) {
            sweep_at_ = sweep_at_ + 1 < count ? sweep_at_ + 1 : 0;
            for (auto at = entries_.begin(sweep_at_); at != entries_.end(sweep_at_); ++at)
                if (at->second.expires_at <= now) over.push_back(at->first);
        }
        for (const auto& key : over) {
            tell(CacheEvent::expire, key);
            remove(entries_.find(key));
        }
        return over.size();
    }

    // Gives up the least recently used until `share` (0 to 1) of the entries is left: under memory
    // pressure. Returns how many went.
    std::size_t shrink(double share) {
        const std::lock_guard lock(mutex_);
        const auto before = entries_.size();
        const auto left = static_cast<std::size_t>(static_cast<double>(before) * share);
        while (entries_.size() > left) evict();
        return before - entries_.size();
    }
    std::size_t clear() { return shrink(0); }

    CacheUsage usage() const {
        const std::lock_guard lock(mutex_);
        return {entries_.size(), bytes_};
    }

private:
    struct Entry {
        Pointer value;
        std::size_t bytes = 0;
        SteadyTime expires_at;
        // The ring of use; the map's nodes do not move.
        const Key* key = nullptr;
        Entry* older = nullptr;
        Entry* newer = nullptr;
    };
    using Entries = std::unordered_map<Key, Entry, Hash>;

    struct Waiter {
        std::coroutine_handle<> resume;
        Scheduler* home;
    };
    struct Flight {
        bool over = false;
        Pointer value;
        std::exception_ptr fault;
        std::vector<Waiter> waiters;
    };

    struct Landing {
        Cache& cache;
        Flight& flight;
        bool await_ready() const noexcept { return false; }
        bool await_suspend(std::coroutine_handle<> awaiting) {
            const std::lock_guard lock(cache.mutex_);
            if (flight.over) return false;
            check(Scheduler::current() != nullptr, "a cache is awaited on a scheduler's thread");
            flight.waiters.push_back({awaiting, Scheduler::current()});
            return true;
        }
        Pointer await_resume() const {
            if (flight.fault) std::rethrow_exception(flight.fault);
            return flight.value;
        }
    };

    // Brings a flight to its end, also where its coroutine is dropped on the way.
    struct Pilot {
        Cache& cache;
        const Key& key;
        std::shared_ptr<Flight> flight;
        ~Pilot() {
            if (!flight->over)
                fail(std::make_exception_ptr(std::runtime_error("the load was given up")));
        }
        void land(Loaded loaded) { cache.land(key, flight, std::move(loaded), nullptr); }
        void fail(std::exception_ptr fault) { cache.land(key, flight, {}, std::move(fault)); }
    };

    void land(const Key& key, const std::shared_ptr<Flight>& flight, Loaded loaded,
              std::exception_ptr fault) {
        std::vector<Waiter> waiters;
        {
            const std::lock_guard lock(mutex_);
            flight->over = true;
            flight->value = loaded.value;
            flight->fault = std::move(fault);
            waiters.swap(flight->waiters);
            // Erased or set meanwhile: those who waited get it, the cache does not.
            const auto found = flights_.find(key);
            if (found != flights_.end() && found->second == flight) {
                flights_.erase(found);
                if (loaded.value) put(key, std::move(loaded.value), loaded.bytes);
            }
        }
        for (const auto& waiter : waiters)
            waiter.home->post([resume = waiter.resume] { resume.resume(); });
    }

    Pointer look(const Key& key) {
        const auto found = entries_.find(key);
        if (found == entries_.end()) {
            tell(CacheEvent::miss, key);
            return nullptr;
        }
        if (found->second.expires_at <= seams_.clock.steady()) {
            tell(CacheEvent::expire, key);
            tell(CacheEvent::miss, key);
            remove(found);
            return nullptr;
        }
        tell(CacheEvent::hit, key);
        unlink(found->second);
        link(found->second);
        return found->second.value;
    }

    void put(const Key& key, Pointer value, std::size_t bytes) {
        bytes += sizeof(typename Entries::value_type) + cache_node_bytes;
        const auto there = entries_.find(key);
        if (there != entries_.end()) remove(there);
        if (bytes > options_.bytes_max) return;
        while (entries_.size() >= options_.entries_max || bytes_ + bytes > options_.bytes_max)
            evict();
        const auto [at, fresh] = entries_.try_emplace(key);
        auto& entry = at->second;
        entry = {std::move(value), bytes,   seams_.clock.steady() + life(),
                 &at->first,       nullptr, nullptr};
        link(entry);
        bytes_ += bytes;
        tell(CacheEvent::set, key);
    }

    std::chrono::nanoseconds life() {
        const auto share = 1 - options_.jitter * seams_.random.unit();
        return std::chrono::nanoseconds{static_cast<std::int64_t>(
            static_cast<double>(std::chrono::nanoseconds{options_.ttl}.count()) * share)};
    }

    void evict() {
        const auto oldest = entries_.find(*oldest_->key);
        tell(CacheEvent::evict, oldest->first);
        remove(oldest);
    }

    void remove(typename Entries::iterator at) {
        unlink(at->second);
        bytes_ -= at->second.bytes;
        entries_.erase(at);
    }

    void link(Entry& entry) {
        entry.newer = nullptr;
        entry.older = newest_;
        (newest_ ? newest_->newer : oldest_) = &entry;
        newest_ = &entry;
    }

    void unlink(Entry& entry) {
        (entry.older ? entry.older->newer : oldest_) = entry.newer;
        (entry.newer ? entry.newer->older : newest_) = entry.older;
    }

    void tell(CacheEvent event, const Key& key) {
        counters_.count(event);
        if (observer_) observer_(event, key);
    }

    CacheOptions options_;
    CacheSeams seams_;
    Observer observer_;
    mutable std::mutex mutex_;
    Entries entries_;
    Entry* oldest_ = nullptr;
    Entry* newest_ = nullptr;
    std::size_t bytes_ = 0;
    std::size_t sweep_at_ = 0;
    std::unordered_map<Key, std::shared_ptr<Flight>, Hash> flights_;
    CacheCounters counters_;
};

}  // namespace core
