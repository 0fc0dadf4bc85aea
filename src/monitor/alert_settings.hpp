#pragma once

#include <string>
#include <vector>

#include "core/config.hpp"

namespace monitor {

// How alerts are told, and to whom this server says that it lives.
struct AlertSettings {
    std::string smtp_url;
    std::string smtp_from;
    std::vector<std::string> private_hosts;
    core::Milliseconds group_wait{10'000};
    core::Milliseconds repeat{4 * 3'600'000};
    core::Milliseconds escalate{900'000};
    std::string deadman_url;
    core::Milliseconds deadman_interval{60'000};

    // Declares the fields; this outlives the registry.
    void declare(core::Config& config);
};

}  // namespace monitor
