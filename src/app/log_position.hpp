#pragma once

#include "core/task.hpp"
#include "net/route.hpp"
#include "store/database.hpp"

namespace app {

// Runs the route's handler. To a person's good answer that does not say by itself where in the
// event log it stands, it adds what was committed before the handler began: what the handler read
// is that old or newer, and applying an event again changes nothing.
core::Task<net::http::Response> answer_at_position(const store::Database& database,
                                                   const net::Route& route,
                                                   const net::http::Request& request,
                                                   const model::Principal& principal);

}  // namespace app
