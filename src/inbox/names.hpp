#pragma once

#include <string>
#include <string_view>

namespace inbox {

// The name as lists sort it: lower case, and Latin letters without their accents, so that "Álvaro"
// stands before "Bruno". Other scripts stay as they are.
std::string sort_key(std::string_view name);

}  // namespace inbox
