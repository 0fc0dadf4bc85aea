#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "net/http/server.hpp"
#include "net/loop.hpp"

// What the conformance target can be: see target.cpp.
namespace conformance {

struct Options {
    std::string profile = "protocol";
    std::optional<net::Endpoint> listen;
    std::string data;  // profile live: the database's file
};

// What every profile is made of.
struct Machine {
    net::Loop& loop;
    core::RealClock& clock;
    core::SystemRandom& random;
    core::Metrics& metrics;
    core::Log log;
};

// A profile that stands: its routes, what it takes over, and what keeps it alive.
struct Profile {
    net::Endpoint listen;
    std::vector<net::Route> routes;
    std::vector<std::pair<std::string, net::http::UpgradeHandler>> upgrades;
    std::optional<net::Route> otherwise;
    std::shared_ptr<void> owner;
};

Profile protocol_profile(Machine& machine);
Profile client_profile(Machine& machine);
Profile echo_profile(Machine& machine);
Profile http_profile(Machine& machine);
Profile live_profile(Machine& machine, const Options& options);

}  // namespace conformance
