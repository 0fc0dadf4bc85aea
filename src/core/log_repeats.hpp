#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log.hpp"

namespace core {

// Folds lines that say the same: the first is written, those that follow within `window` are
// counted, and one line tells how many they were. Any thread.
class LogRepeats {
public:
    static constexpr Milliseconds window{10'000};
    // Lines that may be told apart at a time. Two whose identities fall together push each other
    // out, which costs lines of "repeated", never a count.
    static constexpr std::size_t places = 256;

    // What came again, and how often, after its first time.
    struct Repeated {
        LogLevel level;
        const LogModule* module;
        std::string event;
        std::uint64_t times;
    };
    struct Verdict {
        bool is_new;                        // write it
        std::optional<Repeated> to_tell{};  // before it
    };

    Verdict note(std::uint64_t identity, const LogModule& module, LogLevel level,
                 std::string_view event, WallTime now);
    // What is to be told of the windows that have ended.
    std::vector<Repeated> ended(WallTime now);
    // Of all that there are: the end has come.
    std::vector<Repeated> rest();

private:
    struct Place {
        std::uint64_t identity = 0;
        WallTime begin{};
        LogLevel level{};
        const LogModule* module = nullptr;  // absent: free
        std::string event;
        std::uint64_t times = 0;
    };
    static std::optional<Repeated> take(Place& place);
    std::vector<Repeated> sweep(std::optional<WallTime> now);

    std::mutex mutex_;
    std::array<Place, places> places_;
};

// Thins out lines of success: the first few of each second are written, then one in twenty, which
// stands for them all. Any thread.
class LogSampler {
public:
    static constexpr std::uint32_t whole_per_second = 5;
    static constexpr std::uint32_t one_in = 20;

    // How many this one stands for; 0 leaves it out.
    unsigned weight(WallTime now);

private:
    std::atomic<std::int64_t> second_{0};
    std::atomic<std::uint32_t> count_{0};
};

}  // namespace core
