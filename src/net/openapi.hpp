#pragma once

#include <string>
#include <vector>

#include "net/route.hpp"

namespace net {

// A component schema: JSON Schema 2020-12, as JSON text. It may refer to others by
// "#/components/schemas/NAME".
struct NamedSchema {
    std::string name;  // "Conversation"
    std::string json;
};

struct ApiInfo {
    std::string title;
    std::string version;
    std::string description;
};

// The OpenAPI 3.1 document of the routes, in their order: parameters of path and query, request and
// answer in the API's envelope, security, and the one shape of failures (schema `Failure`, which is
// added, as is Engine.IO's, `EngineError`). Throws std::logic_error when a route names a schema
// that is not given.
//
// A query parameter's line is "name: what it is"; "1 to 100 (50)" after the name makes it a whole
// number with these bounds and this default, "all, mine or unread (all)" one of these words.
std::string openapi_document(const ApiInfo& info, const std::vector<Route>& routes,
                             const std::vector<NamedSchema>& schemas);

}  // namespace net
