#include "monitor/history_steps.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace monitor {
namespace {

constexpr int digits = 6;

void append_number(std::string& out, double number) {
    std::array<char, 32> text{};
    const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), number,
                                            std::chars_format::general, digits);
    if (fault == std::errc{}) out.append(text.data(), end);
}

// "1.5", or "1,1.5,2"; absent for anything else.
std::optional<Spread> read_spread(std::string_view text) {
    std::array<double, 3> numbers{};
    std::size_t count = 0;
    for (;;) {
        if (count == numbers.size()) return std::nullopt;
        const auto comma = std::min(text.find(','), text.size());
        const auto [end, fault] =
            std::from_chars(text.data(), text.data() + comma, numbers[count++]);
        if (fault != std::errc{} || end != text.data() + comma) return std::nullopt;
        if (comma == text.size()) break;
        text.remove_prefix(comma + 1);
    }
    if (count == 1) return Spread{numbers[0], numbers[0], numbers[0]};
    if (count == 3) return Spread{numbers[0], numbers[1], numbers[2]};
    return std::nullopt;
}

// Calls `take(name, spread text)` for each metric, until it returns false.
template <class Take>
void each_in(std::string_view figures, Take take) {
    while (!figures.empty()) {
        const auto end = std::min(figures.find(';'), figures.size());
        const auto one = figures.substr(0, end);
        figures.remove_prefix(std::min(end + 1, figures.size()));
        const auto equals = one.find('=');
        if (equals == std::string_view::npos) continue;
        if (!take(one.substr(0, equals), one.substr(equals + 1))) return;
    }
}

}  // namespace

std::string MetricStep::figures() const {
    std::string out;
    for (const auto& [name, spread] : metrics) {
        if (!out.empty()) out += ';';
        out.append(name).append("=");
        append_number(out, spread.minimum);
        if (spread.minimum == spread.maximum) continue;
        out += ',';
        append_number(out, spread.average);
        out += ',';
        append_number(out, spread.maximum);
    }
    return out;
}

std::optional<Spread> spread_in(std::string_view figures, std::string_view metric) {
    std::optional<Spread> found;
    each_in(figures, [&](std::string_view name, std::string_view text) {
        if (name != metric) return true;
        found = read_spread(text);
        return false;
    });
    return found;
}

MetricStep read_step(core::WallTime at, std::int64_t samples, std::string_view figures) {
    MetricStep step{.at = at, .samples = samples, .metrics = {}};
    each_in(figures, [&](std::string_view name, std::string_view text) {
        if (const auto spread = read_spread(text)) step.metrics.emplace(name, *spread);
        return true;
    });
    return step;
}

core::WallTime StepGatherer::begin_of(core::WallTime time) const {
    const auto ms = core::to_epoch_ms(time);
    return core::from_epoch_ms(ms - ms % step_.count());
}

std::optional<MetricStep> StepGatherer::add(const Sample& sample) {
    std::optional<MetricStep> ended;
    const auto begin = begin_of(sample.at);
    if (current_ && current_->at != begin) ended = std::exchange(current_, std::nullopt);
    if (!current_) current_ = MetricStep{.at = begin, .samples = 0, .metrics = {}};
    const auto before = static_cast<double>(current_->samples++);
    for (const auto& [name, value] : sample.values) {
        const auto [at, is_new] = current_->metrics.try_emplace(name, Spread{value, value, value});
        if (is_new) continue;
        auto& spread = at->second;
        spread.minimum = std::min(spread.minimum, value);
        spread.maximum = std::max(spread.maximum, value);
        spread.average += (value - spread.average) / (before + 1);
    }
    return ended;
}

}  // namespace monitor
