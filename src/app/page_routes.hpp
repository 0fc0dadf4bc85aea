#pragma once

#include "net/route.hpp"

namespace app {

// The page, for every path that no other route has, out of the binary's files. Says so where the
// page was not built into the binary.
net::Route page_route();

}  // namespace app
