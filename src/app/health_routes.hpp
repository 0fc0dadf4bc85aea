#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "core/metrics.hpp"
#include "net/openapi.hpp"
#include "store/database.hpp"

namespace app {

// What the doors for machines tell.
struct HealthSources {
    const store::Database& database;
    const core::Metrics& metrics;
    const core::Clock& clock;
    const std::atomic<bool>& ready;  // false before the start is over and once the stop has begun
    std::string metrics_token;       // "" lets loopback alone read /metrics
    bool demo = false;
    std::string language;
    std::string page_log_level;
    std::string node_env;
};

// GET /livez (alive), /readyz (can durably acknowledge now), /health (for people), /metrics
// (Prometheus text; loopback without any forwarding header, or the token), and /api/meta (what the
// page must know before a sign-in). The sources outlive the routes.
std::vector<net::Route> health_routes(const HealthSources& sources);
// The component schemas that these routes name.
std::vector<net::NamedSchema> health_schemas();

}  // namespace app
