#include "core/metrics_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace core {
namespace {

constexpr std::string_view total_suffix = "_total";
constexpr std::string_view seconds_suffix = "_seconds";
constexpr double microseconds_a_second = 1e6;
constexpr double whole_max = 9e15;  // beyond it a double holds no longer every whole number

// Bounds for Prometheus: each power of two, at which our steps begin, so that the counts are exact.
// In microseconds 64 µs to 67 s; for others 64 to 67 million.
constexpr unsigned first_bound_bits = 6;
constexpr unsigned last_bound_bits = 26;

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

std::string number_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
    if (std::abs(number) < whole_max && std::trunc(number) == number)
        return std::to_string(static_cast<std::int64_t>(number));
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

std::string_view unit_of(std::string_view name) {
    for (const std::string_view unit : {"seconds", "bytes", "ratio"})
        if (name.ends_with(unit) && name.size() > unit.size() &&
            name[name.size() - unit.size() - 1] == '_')
            return unit;
    return {};
}

// What was recorded in whole microseconds was cut to them: those recorded below 2^bits are those
// that took less than 2^bits µs. Other numbers are whole, and those below it are at most one less.
std::string bound_text(unsigned bits, bool time) {
    const auto bound = static_cast<double>(std::uint64_t{1} << bits);
    return number_text(time ? bound / microseconds_a_second : bound - 1);
}

}  // namespace

std::string labels_text(const Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        out += name + "=\"" + escaped(value, true) + '"';
    }
    return out;
}

void MetricsText::add_head(const SeriesView& series) {
    const bool open = format_ == MetricsFormat::openmetrics;
    auto name = series.name;
    // OpenMetrics names a counter without what its sample ends in.
    if (open && series.type == MetricType::counter && name.ends_with(total_suffix))
        name.remove_suffix(total_suffix.size());
    constexpr std::array<std::string_view, 3> types{"counter", "gauge", "histogram"};
    const auto type = types[static_cast<std::size_t>(series.type)];
    out_.append("# HELP ").append(name).append(" ").append(escaped(series.help, open)).append("\n");
    out_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    if (const auto unit = unit_of(name); open && !unit.empty())
        out_.append("# UNIT ").append(name).append(" ").append(unit).append("\n");
}

void MetricsText::add_line(std::string_view name, std::string_view labels, std::string_view value) {
    out_ += name;
    if (!labels.empty()) out_.append("{").append(labels).append("}");
    out_.append(" ").append(value).append("\n");
}

void MetricsText::add_histogram(const SeriesView& series) {
    const bool time = series.name.ends_with(seconds_suffix);
    // One look, so that the bounds and the count agree while others record.
    const auto found = series.histogram->look();
    const std::string name(series.name);
    const auto before = series.labels.empty() ? std::string() : std::string(series.labels) + ",";
    const auto below = found.counts_below_powers_of_two();
    const auto bucket = [&](const std::string& bound, std::uint64_t count) {
        add_line(name + "_bucket", before + "le=\"" + bound + "\"", std::to_string(count));
    };
    for (auto bits = first_bound_bits; bits <= last_bound_bits; ++bits)
        bucket(bound_text(bits, time), below[bits]);
    bucket("+Inf", found.count());
    const auto sum = static_cast<double>(found.sum());
    add_line(name + "_sum", series.labels, number_text(time ? sum / microseconds_a_second : sum));
    add_line(name + "_count", series.labels, std::to_string(found.count()));
}

void MetricsText::add(const SeriesView& series) {
    if (series.name != current_) add_head(series);
    current_ = series.name;
    if (series.histogram) return add_histogram(series);
    add_line(series.name, series.labels, number_text(series.value));
}

std::string MetricsText::take() && {
    if (format_ == MetricsFormat::openmetrics) out_ += "# EOF\n";
    return std::move(out_);
}

}  // namespace core
