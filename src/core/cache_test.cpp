#include "core/cache.hpp"

#include <doctest/doctest.h>
#include <list>
#include <map>
#include <optional>

#include "core/task_scope.hpp"
#include "core/testing.hpp"

using namespace std::chrono_literals;
using core::CacheEvent;

namespace {

using TextCache = core::Cache<std::string, std::string>;

struct CacheFixture {
    core::CacheOptions options{.name = "test", .entries_max = 3, .jitter = 0};
    TextCache& cache() {
        if (!made)
            made.emplace(options, core::CacheSeams{clock, random, metrics},
                         [this](CacheEvent event, const std::string& key) {
                             seen.emplace_back(event, key);
                         });
        return *made;
    }
    void set(const std::string& key, const std::string& value, std::size_t bytes = 0) {
        cache().set(key, std::make_shared<const std::string>(value), bytes);
    }
    std::string get(const std::string& key) {
        const auto found = cache().get(key);
        return found ? *found : "";
    }
    int count(CacheEvent event) const {
        int sum = 0;
        for (const auto& [what, key] : seen) sum += what == event ? 1 : 0;
        return sum;
    }

    core::FakeClock clock;
    core::SeededRandom random{1};
    core::Metrics metrics;
    core::ManualScheduler scheduler{clock};
    std::vector<std::pair<CacheEvent, std::string>> seen;
    std::optional<TextCache> made;
};

// The same rules, the slow way.
class Model {
public:
    explicit Model(std::size_t entries_max, std::size_t bytes_max)
        : entries_max_(entries_max), bytes_max_(bytes_max) {}
    std::optional<std::string> get(const std::string& key, core::SteadyTime now) {
        const auto at = find(key);
        if (at == items_.end()) return std::nullopt;
        if (at->expires <= now) {
            items_.erase(at);
            return std::nullopt;
        }
        items_.splice(items_.end(), items_, at);
        return items_.back().value;
    }
    void set(const std::string& key, std::string value, std::size_t bytes, core::SteadyTime end) {
        erase(key);
        if (bytes > bytes_max_) return;
        while (items_.size() >= entries_max_ || this->bytes() + bytes > bytes_max_)
            items_.pop_front();
        items_.push_back({key, std::move(value), bytes, end});
    }
    void erase(const std::string& key) {
        if (const auto at = find(key); at != items_.end()) items_.erase(at);
    }
    void shrink(double share) {
        const auto left = static_cast<std::size_t>(static_cast<double>(items_.size()) * share);
        while (items_.size() > left) items_.pop_front();
    }
    void sweep(core::SteadyTime now) {
        items_.remove_if([now](const Item& item) { return item.expires <= now; });
    }
    std::size_t size() const { return items_.size(); }
    std::size_t bytes() const {
        std::size_t sum = 0;
        for (const auto& item : items_) sum += item.bytes;
        return sum;
    }

private:
    struct Item {
        std::string key;
        std::string value;
        std::size_t bytes;
        core::SteadyTime expires;
    };
    std::list<Item>::iterator find(const std::string& key) {
        return std::find_if(items_.begin(), items_.end(),
                            [&key](const Item& item) { return item.key == key; });
    }
    std::size_t entries_max_;
    std::size_t bytes_max_;
    std::list<Item> items_;  // the least recently used first
};

std::size_t overhead() {
    core::FakeClock clock;
    core::SeededRandom random(1);
    core::Metrics metrics;
    TextCache cache({.name = "x"}, {clock, random, metrics});
    cache.set("k", std::make_shared<const std::string>("v"), 0);
    return cache.usage().bytes;
}

void live_a_life(std::uint64_t seed) {
    core::SeededRandom random(seed);
    core::FakeClock clock;
    core::SeededRandom jitter(seed);
    core::Metrics metrics;
    const auto each = overhead();
    const auto entries_max = 1 + random.below(20);
    const auto bytes_max = each * (2 + random.below(10)) + random.below(500);
    TextCache cache({.name = "x",
                     .entries_max = entries_max,
                     .bytes_max = bytes_max,
                     .ttl = core::Milliseconds{1'000},
                     .jitter = 0},
                    {clock, jitter, metrics});
    Model model(entries_max, bytes_max);
    for (int step = 0; step < 2'000; ++step) {
        const auto key = std::to_string(random.below(30));
        const auto now = clock.steady();
        switch (random.below(12)) {
            case 0: clock.advance(core::Milliseconds{random.below(400)}); break;
            case 1:
                cache.erase(key);
                model.erase(key);
                break;
            case 2:
                cache.sweep();
                model.sweep(now);
                break;
            case 3:
                if (random.below(10) == 0) {
                    cache.shrink(0.5);
                    model.shrink(0.5);
                }
                break;
            case 4:
            case 5:
            case 6: {
                const auto value = std::to_string(step);
                const auto bytes = random.below(300) * (random.below(20) == 0 ? 100 : 1);
                cache.set(key, std::make_shared<const std::string>(value), bytes);
                model.set(key, value, bytes + each, now + 1s);
                break;
            }
            default: {
                const auto found = cache.get(key);
                const auto expected = model.get(key, now);
                REQUIRE((found != nullptr) == expected.has_value());
                if (found) REQUIRE(*found == *expected);
            }
        }
        REQUIRE(cache.usage().entries == model.size());
        REQUIRE(cache.usage().bytes == model.bytes());
        REQUIRE(cache.usage().bytes <= bytes_max);
    }
}

}  // namespace

TEST_CASE("the cache behaves as the plain list of the same rules") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        live_a_life(seed);
    }
}

TEST_CASE_FIXTURE(CacheFixture, "the least recently used goes first") {
    set("a", "1");
    set("b", "2");
    set("c", "3");
    CHECK(get("a") == "1");
    set("d", "4");
    CHECK(get("b").empty());
    CHECK(get("a") == "1");
    CHECK(seen.at(4) == std::pair{CacheEvent::evict, std::string("b")});
}

TEST_CASE_FIXTURE(CacheFixture,
                  "what came together does not end together, and never lives longer") {
    options = {.name = "test", .entries_max = 1'000, .ttl = 300s, .jitter = 0.1};
    for (int i = 0; i < 1'000; ++i) set(std::to_string(i), "v");
    clock.advance(269s);
    CHECK(cache().sweep() == 0);
    clock.advance(16s);
    const auto half = cache().sweep();
    CHECK(half > 400);
    CHECK(half < 600);
    clock.advance(15s);
    CHECK(cache().sweep() == 1'000 - half);
    CHECK(cache().usage().bytes == 0);
}

TEST_CASE_FIXTURE(CacheFixture, "hits, misses, sets, evictions and ends are seen and counted") {
    for (const auto* key : {"a", "b", "c", "d"}) set(key, "v");
    get("d");
    get("nobody");
    clock.advance(300s);
    get("d");
    cache().sweep();
    CHECK(count(CacheEvent::set) == 4);
    CHECK(count(CacheEvent::hit) == 1);
    CHECK(count(CacheEvent::miss) == 2);
    CHECK(count(CacheEvent::evict) == 1);
    CHECK(count(CacheEvent::expire) == 3);
    const auto text = metrics.to_prometheus();
    CHECK(text.find(R"(chasqui_cache_events_total{cache="test",event="expire"} 3)") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(CacheFixture, "under pressure it gives up a share, or all") {
    for (const auto* key : {"a", "b", "c"}) set(key, "v");
    CHECK(cache().shrink(0.5) == 2);
    CHECK(get("c") == "v");
    CHECK(cache().clear() == 1);
    CHECK(cache().usage().bytes == 0);
}

namespace {

// A loader that says how often it ran, and ends when it is told.
struct Source {
    core::Task<TextCache::Loaded> load() {
        ++runs;
        co_await core::sleep_for(1s);
        if (breaks) throw std::runtime_error("no source");
        co_return TextCache::Loaded{std::make_shared<const std::string>(value), 0};
    }
    TextCache::Loader loader() {
        return [this] { return load(); };
    }
    int runs = 0;
    bool breaks = false;
    std::string value = "loaded";
};

struct LoadingFixture : CacheFixture {
    core::Task<> ask(std::string key) {
        try {
            const auto found = co_await cache().get_or_load(std::move(key), source.loader());
            answers.push_back(*found);
        } catch (const std::exception& fault) {
            answers.emplace_back(fault.what());
        }
    }
    void many(int count) {
        const core::Scheduler::Entered entered(scheduler);
        for (int i = 0; i < count; ++i) scope.spawn("ask", ask("k"));
    }
    core::ListLogSink sink;
    core::TaskScope scope{core::Log(sink, "test")};
    Source source;
    std::vector<std::string> answers;
};

}  // namespace

TEST_CASE_FIXTURE(LoadingFixture, "a hundred who ask at once are one load") {
    many(100);
    scheduler.advance(1s);
    CHECK(source.runs == 1);
    CHECK(answers == std::vector<std::string>(100, "loaded"));
    many(1);
    CHECK(source.runs == 1);
    CHECK(answers.size() == 101);
}

TEST_CASE_FIXTURE(LoadingFixture, "a load that fails is told to all who wait, and not kept") {
    source.breaks = true;
    many(10);
    scheduler.advance(1s);
    CHECK(answers == std::vector<std::string>(10, "no source"));
    CHECK(source.runs == 1);
    source.breaks = false;
    many(1);
    scheduler.advance(1s);
    CHECK(answers.back() == "loaded");
    CHECK(source.runs == 2);
}

TEST_CASE_FIXTURE(LoadingFixture, "what was erased while it was loaded is not kept") {
    many(2);
    cache().erase("k");
    source.value = "newer";
    many(2);
    CHECK(source.runs == 2);
    scheduler.advance(1s);
    CHECK(answers.size() == 4);
    CHECK(get("k") == "newer");
}

TEST_CASE_FIXTURE(LoadingFixture, "what was set while it was loaded stays") {
    many(1);
    set("k", "set");
    scheduler.advance(1s);
    CHECK(answers == std::vector<std::string>{"loaded"});
    CHECK(get("k") == "set");
}
