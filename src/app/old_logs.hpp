#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace app {

// Removes rotated logs beyond the number that is kept: what a former version, or a larger setting,
// has left behind (NAME.3.log and up where three are kept, the current one included). Returns how
// many files went; other files stay.
std::int64_t remove_old_logs(const std::string& folder, std::size_t files_kept);

}  // namespace app
