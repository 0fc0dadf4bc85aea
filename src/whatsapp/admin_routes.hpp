#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/route.hpp"
#include "store/database.hpp"
#include "whatsapp/channel_numbers_store.hpp"
#include "whatsapp/connection_book.hpp"
#include "whatsapp/connection_check.hpp"
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
    const ConnectionBook& connections;
    ConnectionCheck* check = nullptr;  // what a probe on demand is asked of
};

// /api/whatsapp/numbers and /api/whatsapp/journal. `admin` outlives them.
std::vector<net::Route> admin_routes(const Admin& admin);
// /api/whatsapp/health, its check, and /api/whatsapp/connection. `admin` outlives them.
std::vector<net::Route> connection_routes(const Admin& admin);

// A number as the API shows it: never its token, credentials are write-only.
std::string to_json(const ChannelNumber& number, const ConnectionBook& connections,
                    core::Language language);
// An answer carries where in the event log its snapshot stands (architecture, the event log).
net::http::Response answer_at(const model::LogPosition& position, std::string_view data);

// The component schemas that these routes name: name and JSON Schema.
std::vector<std::pair<std::string_view, std::string_view>> component_schemas();

}  // namespace whatsapp
