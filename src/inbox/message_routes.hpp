#pragma once

#include <vector>

#include "inbox/desk.hpp"
#include "net/route.hpp"

namespace inbox {

// GET and POST /api/conversations/:id/messages, and what a person decides about a message that is
// on its way: POST …/:messageId/send_again, …/leave, …/cancel. The desk outlives the routes.
std::vector<net::Route> message_routes(const Desk& desk);

}  // namespace inbox
