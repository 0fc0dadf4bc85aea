#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/task.hpp"
#include "model/principal.hpp"
#include "net/http/message.hpp"

namespace net {

enum class Method { get, post, put, patch, del };

// Answers one request. Both references live until the task has ended: the server awaits it at
// once. What a handler throws becomes a 500 (store::Unavailable: 503), logged once.
using Handler =
    std::function<core::Task<http::Response>(const http::Request&, const model::Principal&)>;

// What the reference page and /openapi.json say of a route.
struct RouteDoc {
    std::string summary;               // one line, English
    std::vector<std::string> query;    // "limit: 1 to 100 (50)"
    std::string request_schema = "";   // name of a component schema, "" for none
    std::string response_schema = "";  // of `data`
    int success_status = 200;
    int other_status = 0;  // of the same answer in another case (503 of /health); 0 for none
    std::vector<std::string> content_types = {};  // of an answer without the API's envelope
    std::string failure_schema = "Failure";
    std::vector<std::string> request_headers = {};   // "Name: what it is", "Name?: " when optional
    std::vector<std::string> response_headers = {};  // the same
};

// Which limit on calls the composition root puts before the route's handler. Calls with an API key
// are under the key's own instead, whatever stands here.
enum class Limit {
    none,
    sign_in,  // attempts to sign in, by the client's network
    session,  // by session: what an open page calls by itself
    graph,    // by person: what makes us call the Graph API
};

// An entry point: there is none without a permission. `path` has ":name" segments, and may end in
// "/*" for everything below.
struct Route {
    Route(Method method, std::string path, model::Permission permission, Handler handler,
          RouteDoc doc, std::size_t body_bytes_max = 256 * 1024)
        : method(method),
          path(std::move(path)),
          permission(permission),
          handler(std::move(handler)),
          doc(std::move(doc)),
          body_bytes_max(body_bytes_max) {}

    Method method;
    std::string path;
    model::Permission permission;
    Handler handler;
    RouteDoc doc;
    std::size_t body_bytes_max;
    Limit limit = Limit::none;
};

// The access check that the composition root installs: who calls, or why not. It is asked for
// every request; an anonymous principal is no failure. Fails with Kind::unauthenticated where a
// token is given and is not good.
using Authenticate = std::function<core::Result<model::Principal>(const http::Request&)>;

}  // namespace net
