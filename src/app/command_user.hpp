#pragma once

#include "app/command_line.hpp"

namespace app {

// Through the running server where there is one, else on the folder itself under its lock. A
// password comes from standard input; at a terminal one is made, and printed once.
int run_user(const UserCommand& command);

}  // namespace app
