#pragma once

#include "core/json.hpp"
#include "core/result.hpp"
#include "store/transaction.hpp"

namespace app {

// What `chasqui user` asks for, as it goes over the control socket: {verb, email, name?, role?,
// teams?, numbers?, passwordHash?}; answered with {users: […]}, those that it was about. Runs in a
// write transaction, of the server or of the command itself.
// Fails with the codes of auth/accounts.hpp and of core::JsonReader.
core::Result<core::json::object> apply_user_request(store::Transaction& tx,
                                                    const core::json::object& request);

}  // namespace app
