#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"

namespace monitor {

// What one second looked like, by the names of metric_table(). What could not be measured is not
// there.
struct Sample {
    core::WallTime at;
    core::SteadyTime steady;
    std::vector<std::pair<std::string, double>> values;

    std::optional<double> find(std::string_view name) const {
        for (const auto& [known, value] : values)
            if (known == name) return value;
        return std::nullopt;
    }
};

}  // namespace monitor
