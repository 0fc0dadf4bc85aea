#pragma once

#include <vector>

#include "auth/auth.hpp"
#include "core/json_text.hpp"
#include "net/route.hpp"

// What the routes of auth share.
namespace auth {

using net::http::Request;
using net::http::Response;

std::vector<net::Route> session_routes(Auth& auth);
std::vector<net::Route> user_routes(Auth& auth);
std::vector<net::Route> key_routes(Auth& auth);

// Binds a handler to the service. The lambda is no coroutine: it holds nothing that one could lose.
template <class F>
net::Handler bound(Auth& auth, F* handler) {
    return [&auth, handler](const Request& request, const model::Principal& principal) {
        return handler(auth, request, principal);
    };
}

inline Actor actor_of(const Request& request, const model::Principal& principal) {
    return {principal.user, request.client};
}

// A whole list as one page.
template <class Items>
Response page(const Items& items) {
    return net::http::ok(
        core::JsonObject()
            .raw("items", core::json_array(items, [](const auto& one) { return to_json(one); }))
            .null("before")
            .null("after")
            .take());
}

// The value as JSON with the status, or its failure.
template <class T>
Response answer(const Request& request, const core::Result<T>& result, int status = 200) {
    if (!result) return net::http::failure(request, result.error());
    if constexpr (std::is_void_v<T>)
        return net::http::ok("{}", status);
    else
        return net::http::ok(to_json(*result), status);
}

}  // namespace auth
