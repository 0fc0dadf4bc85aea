#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "auth/auth.hpp"
#include "net/route.hpp"

namespace auth {

// /api/auth/*, /api/users, /api/agents and /api/teams. `auth` outlives them.
std::vector<net::Route> routes(Auth& auth);

// The component schemas of the OpenAPI document that these routes name: name and JSON Schema.
std::vector<std::pair<std::string_view, std::string_view>> component_schemas();

}  // namespace auth
