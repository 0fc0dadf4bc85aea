#pragma once

#include "core/json.hpp"
#include "core/result.hpp"
#include "store/transaction.hpp"

namespace app {

// What `chasqui key` asks for, as it goes over the control socket: {verb: "add", owner, name, role,
// teams, numbers, max, windowMs, days, shown, hash}, {verb: "revoke", key} or {verb: "list"};
// answered with {keys: […]}, those that it was about. The secret itself never comes here. Runs in a
// write transaction, of the server or of the command itself.
// Fails with the codes of auth/api_keys.hpp and of core::JsonReader.
core::Result<core::json::object> apply_key_request(store::Transaction& tx,
                                                   const core::json::object& request);

}  // namespace app
