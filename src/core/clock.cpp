#include "core/clock.hpp"

#include <algorithm>
#include <sys/timex.h>
#include <time.h>

namespace core {
namespace {

std::int64_t read_ns(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

std::int64_t boot_ns() {
    return read_ns(CLOCK_BOOTTIME);
}
WallTime system_wall() {
    return from_epoch_ms(read_ns(CLOCK_REALTIME) / 1'000'000);
}
bool system_is_synchronised() {
    timex state{};  // modes 0: asks, changes nothing
    return ::adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

// Reads exactly `count` digits at `at`; -1 where there are none.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

// Minutes east of UTC that "Z", "+02:00" or "-0300" stands for.
std::optional<int> zone_minutes(std::string_view zone) {
    if (zone == "Z" || zone == "z") return 0;
    if (zone.size() < 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
    const bool colon = zone[3] == ':';
    if (zone.size() != (colon ? 6U : 5U)) return std::nullopt;
    const int hours = digits(zone, 1, 2);
    const int minutes = digits(zone, colon ? 4 : 3, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
    return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

SystemTime SystemTime::real() {
    return {system_wall, system_is_synchronised};
}

RealClock::RealClock(SystemTime system)
    : system_(std::move(system)),
      was_synchronised_(system_.is_synchronised()),
      anchor_wall_ms_(to_epoch_ms(system_.wall())),
      anchor_boot_ns_(boot_ns()),
      last_slew_ns_(anchor_boot_ns_) {}

SteadyTime RealClock::steady() const {
    return SteadyTime{std::chrono::nanoseconds{boot_ns()}};
}

WallTime RealClock::wall() const {
    const auto passed_ms = (boot_ns() - anchor_boot_ns_) / 1'000'000;
    return from_epoch_ms(anchor_wall_ms_ + passed_ms +
                         correction_ms_.load(std::memory_order_relaxed));
}

Milliseconds RealClock::drift() const {
    return system_.wall() - wall();
}

Milliseconds RealClock::slew() {
    const auto now = boot_ns();
    const auto since_ms = (now - last_slew_ns_.exchange(now)) / 1'000'000;
    if (!was_synchronised_ && system_.is_synchronised()) {
        was_synchronised_ = true;
        const auto all = drift();
        correction_ms_ += all.count();
        return all;
    }
    const auto most = since_ms / 100;
    correction_ms_ += std::clamp<std::int64_t>(drift().count(), -most, most);
    return Milliseconds{0};
}

std::string to_iso8601(WallTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::string text = "0000-00-00T00:00:00.000Z";
    // By hand: each line of the log has one, and snprintf takes half of such a line's time.
    const auto put = [&text](std::size_t at, std::size_t count, auto number) {
        for (auto rest = static_cast<unsigned>(number); count > 0; rest /= 10)
            text[at + --count] = static_cast<char>('0' + rest % 10);
    };
    put(0, 4, static_cast<int>(date.year()));
    put(5, 2, static_cast<unsigned>(date.month()));
    put(8, 2, static_cast<unsigned>(date.day()));
    put(11, 2, clock.hours().count());
    put(14, 2, clock.minutes().count());
    put(17, 2, clock.seconds().count());
    put(20, 3, clock.subseconds().count());
    return text;
}

std::optional<WallTime> from_iso8601(std::string_view text) {
    const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    const int hour = digits(text, 11, 2), minute = digits(text, 14, 2),
              second = digits(text, 17, 2);
    if (std::min({year, month, day, hour, minute, second}) < 0) return std::nullopt;
    if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
    if (text[10] != 'T' && text[10] != 't') return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;

    std::size_t at = 19;
    int milliseconds = 0;
    if (at < text.size() && text[at] == '.') {
        int scale = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
            milliseconds += (text[at] - '0') * scale;
    }
    const auto zone = zone_minutes(text.substr(std::min(at, text.size())));
    if (!zone) return std::nullopt;
    return WallTime{std::chrono::sys_days{date} + std::chrono::hours{hour} +
                    std::chrono::minutes{minute - *zone} + std::chrono::seconds{second} +
                    Milliseconds{milliseconds}};
}

}  // namespace core
