#pragma once

#include <vector>

#include "core/log.hpp"
#include "core/result.hpp"
#include "net/openapi.hpp"
#include "net/route.hpp"
#include "store/database.hpp"

namespace app {

// GET and PUT /api/monitoring/log-levels: what is logged, of all modules and of each. A change
// lasts until a restart, which goes by LOG_LEVEL again, and stands in the audit.
class LogLevelDoor {
public:
    // Both outlive the routes. Made at the start, when the levels are those of the settings.
    LogLevelDoor(core::LogSink& sink, store::Database& database);

    std::vector<net::Route> routes();
    static std::vector<net::NamedSchema> schemas();

private:
    net::http::Response shown() const;
    core::Task<net::http::Response> change(const net::http::Request& request,
                                           const model::Principal& principal);

    core::LogSink& sink_;
    store::Database& database_;
    const core::LogLevel start_level_;
};

}  // namespace app
