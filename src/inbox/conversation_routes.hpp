#pragma once

#include <vector>

#include "inbox/desk.hpp"
#include "net/route.hpp"

namespace inbox {

// GET /api/conversations, GET /api/conversations/:id, and what is done with a conversation:
// POST …/read, …/assign, …/takeover, …/resolve, …/snooze. The desk outlives the routes.
std::vector<net::Route> conversation_routes(const Desk& desk);

}  // namespace inbox
