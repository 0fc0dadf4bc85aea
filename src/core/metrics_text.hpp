#pragma once

#include <string>
#include <string_view>

#include "core/metrics.hpp"

// How metrics are written down. Private to the registry.
namespace core {

// a="1",b="2"
std::string labels_text(const Labels& labels);

// Writes series after series, those of a name together.
// https://prometheus.io/docs/instrumenting/exposition_formats/ and
// https://prometheus.io/docs/specs/om/open_metrics_spec/
class MetricsText {
public:
    explicit MetricsText(MetricsFormat format) : format_(format) {}
    void add(const SeriesView& series);
    std::string take() &&;

private:
    void add_head(const SeriesView& series);
    void add_line(std::string_view name, std::string_view labels, std::string_view value);
    void add_histogram(const SeriesView& series);

    MetricsFormat format_;
    std::string out_;
    std::string current_;  // the name that the last series had
};

}  // namespace core
