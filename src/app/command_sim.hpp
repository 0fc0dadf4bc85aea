#pragma once

#include "app/command_line.hpp"

namespace app {

// Meta's side alone, on loopback, until SIGTERM or SIGINT.
int run_sim(const SimCommand& command);

}  // namespace app
