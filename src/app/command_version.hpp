#pragma once

#include "app/command_line.hpp"

namespace app {

int run_version(const VersionCommand& command);

}  // namespace app
