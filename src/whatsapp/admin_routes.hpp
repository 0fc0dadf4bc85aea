#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "net/route.hpp"
#include "store/database.hpp"
#include "whatsapp/secret_box.hpp"
#include "whatsapp/settings.hpp"
#include "whatsapp/sinks.hpp"

namespace whatsapp {

// What an administrator asks of the connection with Meta.
struct Admin {
    store::Database& database;
    const SecretBox& box;
    const Settings& settings;
    InboundSinks sinks;
};

// /api/whatsapp/health, /api/whatsapp/numbers and /api/whatsapp/journal. `admin` outlives them.
std::vector<net::Route> admin_routes(const Admin& admin);

// The component schemas that these routes name: name and JSON Schema.
std::vector<std::pair<std::string_view, std::string_view>> component_schemas();

}  // namespace whatsapp
