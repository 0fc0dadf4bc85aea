#pragma once

#include <cstdint>
#include <string>

#include "core/config.hpp"

namespace app {

// The plan's settings and those of later issues: known, checked, and shown as not used yet. Each
// leaves this list for the struct of the room that obeys it.
struct PlannedSettings {
    core::Milliseconds session_timeout{900'000};
    std::string timezone = "UTC";
    std::string country;
    std::string llm_base_url;
    std::string llm_api_key;
    std::string llm_model;

    // Declares the fields; this outlives the registry.
    void declare(core::Config& config);
};

}  // namespace app
