#pragma once

#include <string_view>

namespace app {

struct BuildInfo {
    std::string_view version;     // "0.1.0"
    std::string_view commit;      // 12 digits, "+" behind them when files had been changed
    std::string_view compiler;    // "Clang 19.1.7"
    std::string_view build_type;  // "Release" or "RelWithDebInfo"
};

// What this binary was built from; written by the build.
BuildInfo build_info();

}  // namespace app
