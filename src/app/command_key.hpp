#pragma once

#include "app/command_line.hpp"

namespace app {

// Adds, lists and revokes API keys, through the running server where there is one, else on the
// folder itself under its lock. The secret is made here and printed once; nobody keeps it.
int run_key(const KeyCommand& command);

}  // namespace app
