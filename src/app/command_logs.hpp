#pragma once

#include "app/command_line.hpp"

namespace app {

// Reads the structured logs of the data folder; the server need not run.
int run_logs(const LogsCommand& command);

}  // namespace app
