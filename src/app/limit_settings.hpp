#pragma once

#include <cstdint>

#include "core/config.hpp"
#include "core/rate_window.hpp"

namespace app {

// The plan's limits on calls: never more than MAX in any WINDOW.
struct LimitSettings {
    static constexpr const char* sign_in_max_name = "AUTH_RATE_LIMIT_MAX";
    // Where NODE_ENV is development and the setting is left out.
    static constexpr std::int64_t sign_in_max_in_development = 100;

    core::Milliseconds sign_in_window{300'000};
    std::int64_t sign_in_max = 50;
    core::Milliseconds graph_window{60'000};
    std::int64_t graph_max = 30;

    // Declares the fields; this outlives the registry.
    void declare(core::Config& config);

    core::RateLimit sign_in() const;
    core::RateLimit graph() const;
};

}  // namespace app
