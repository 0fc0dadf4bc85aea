#pragma once

#include "core/config.hpp"
#include "core/json.hpp"

// Settings as `chasqui config` shows them, here or asked of the server that runs.
namespace app {

// [{name, value, source, unit, description, secret, unused?, choices?, minimum?, maximum?}]
core::json::array to_json(const std::vector<core::Config::Explained>& settings);
// [{source, key, value, expected, remedy}]; `source` names the file and the line.
core::json::array to_json(const std::vector<core::ConfigFault>& faults);

}  // namespace app
