#pragma once

#include <vector>

#include "inbox/desk.hpp"
#include "net/route.hpp"

namespace inbox {

// GET /api/contacts and GET /api/contacts/:id. The desk outlives the routes.
std::vector<net::Route> contact_routes(const Desk& desk);

}  // namespace inbox
