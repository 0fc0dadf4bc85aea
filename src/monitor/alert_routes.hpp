#pragma once

#include <string>
#include <utility>
#include <vector>

#include "monitor/alerts.hpp"
#include "monitor/notifier.hpp"
#include "net/route.hpp"

namespace monitor {

// What the routes of alerts work on.
struct AlertDoors {
    store::Database& database;
    Alerts& alerts;
    Notifier& notifier;
    const whatsapp::SecretBox& box;
};

// GET, PUT /api/monitoring/thresholds; /alerts and their acknowledging; /silences; /channels.
std::vector<net::Route> alert_routes(AlertDoors& doors);
std::vector<net::Route> channel_routes(AlertDoors& doors);
// GET /api/monitoring/goals
std::vector<net::Route> goal_routes(AlertDoors& doors);
std::vector<std::pair<std::string_view, std::string_view>> alert_schemas();

}  // namespace monitor
