#pragma once

#include "app/command_line.hpp"

namespace app {

// check: says what is wrong, exit code 1 where something is. show: what is in force, and from
// where. explain: one setting. A wrong configuration ends show and explain with exit code 3.
int run_config(const ConfigCommand& command);

}  // namespace app
