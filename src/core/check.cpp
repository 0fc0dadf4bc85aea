#include "core/check.hpp"

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace core {

void unreachable(std::string_view why, std::source_location where) {
    std::string line = "chasqui: broken rule: ";
    line.append(why);
    line += " (" + std::string(where.file_name()) + ":" + std::to_string(where.line()) + ")\n";
    // Not through the log: its thread may be part of what is broken.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    std::abort();
}

}  // namespace core
