#pragma once

#include <functional>
#include <string>

#include "core/json.hpp"
#include "core/result.hpp"
#include "core/task.hpp"
#include "net/http/message.hpp"
#include "store/database.hpp"

// From a transaction to an HTTP answer. Each answer says where in the event log its snapshot stands
// (`Chasqui-Sequence: EPOCH/N`), so that a client can apply newer events to it again.
namespace inbox {

// `data` of the answer as JSON text, or why there is none. Owns what it captures; may run more than
// once.
using Work = std::function<core::Result<std::string>(store::Transaction&)>;

core::Task<net::http::Response> answer_read(store::Database& database,
                                            const net::http::Request& request, Work work);
// Where the work fails, what it wrote is undone.
core::Task<net::http::Response> answer_write(store::Database& database,
                                             const net::http::Request& request, Work work,
                                             int status = 200);

// The body as JSON; no body at all is an empty object.
core::Result<core::json::value> body_of(const net::http::Request& request);

}  // namespace inbox
