#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

// The name that was probably meant: the one with the fewest edits, at most a third of the word;
// absent where none is near.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace app
