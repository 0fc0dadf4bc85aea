#pragma once

#include <optional>

#include "core/json.hpp"

namespace app {

class Server;

// What the running server answers on its control socket: {command: "user", …} and {command:
// "config"}. A failure is {"failure": {"code", "parameters"}}. On the control thread.
core::json::object answer_control(Server& server, const core::json::object& request);

// A failure over the socket and back, so that the command words it in its own language.
core::json::object to_failure(const core::Error& error);
std::optional<core::Error> failure_in(const core::json::object& answer);

}  // namespace app
