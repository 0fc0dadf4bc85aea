#include "core/log_repeats.hpp"

#include <utility>

namespace core {
namespace {

// A clock that jumps back ends a window too.
bool is_over(WallTime begin, WallTime now) {
    return now < begin || now - begin >= LogRepeats::window;
}

}  // namespace

std::optional<LogRepeats::Repeated> LogRepeats::take(Place& place) {
    if (!place.module || place.times == 0) return std::nullopt;
    return Repeated{place.level, place.module, std::move(place.event),
                    std::exchange(place.times, 0)};
}

LogRepeats::Verdict LogRepeats::note(std::uint64_t identity, const LogModule& module,
                                     LogLevel level, std::string_view event, WallTime now) {
    const std::lock_guard lock(mutex_);
    auto& place = places_[identity % places];
    const bool known = place.module && place.identity == identity;
    if (known && !is_over(place.begin, now)) {
        ++place.times;
        return {.is_new = false};
    }
    Verdict verdict{.is_new = true, .to_tell = take(place)};
    place.identity = identity;
    place.begin = now;
    place.level = level;
    place.module = &module;
    place.event.assign(event);
    return verdict;
}

std::vector<LogRepeats::Repeated> LogRepeats::sweep(std::optional<WallTime> now) {
    const std::lock_guard lock(mutex_);
    std::vector<Repeated> found;
    for (auto& place : places_) {
        if (!place.module || (now && !is_over(place.begin, *now))) continue;
        if (auto repeated = take(place)) found.push_back(std::move(*repeated));
        place.module = nullptr;
    }
    return found;
}

std::vector<LogRepeats::Repeated> LogRepeats::ended(WallTime now) {
    return sweep(now);
}

std::vector<LogRepeats::Repeated> LogRepeats::rest() {
    return sweep(std::nullopt);
}

unsigned LogSampler::weight(WallTime now) {
    const auto second = to_epoch_ms(now) / 1000;
    // Two threads that meet a new second at once lose a count or two: it is a sample.
    if (second_.exchange(second, std::memory_order_relaxed) != second)
        count_.store(0, std::memory_order_relaxed);
    const auto before = count_.fetch_add(1, std::memory_order_relaxed);
    if (before < whole_per_second) return 1;
    return (before - whole_per_second) % one_in == one_in - 1 ? one_in : 0;
}

}  // namespace core
