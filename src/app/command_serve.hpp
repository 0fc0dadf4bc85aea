#pragma once

#include "app/command_line.hpp"
#include "app/run.hpp"

namespace app {

// Runs until SIGTERM or SIGINT. Prints one line when it can serve, and the set-up link while
// nobody can administer.
int run_serve(const ServeCommand& command, const Overrides& overrides);

// The same with simulated customers, on a folder of its own, with users to sign in as.
int run_demo(const DemoCommand& command, const Overrides& overrides);

}  // namespace app
