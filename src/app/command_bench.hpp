#pragma once

#include "app/command_line.hpp"

namespace app {

// Runs the scenarios and prints what they measured beside what must be reached. Exit code 1 where
// a floor is not, 2 for a scenario that does not exist.
int run_bench(const BenchCommand& command);

}  // namespace app
