#include "app/log_position.hpp"

#include "net/http/log_position.hpp"

namespace app {

core::Task<net::http::Response> answer_at_position(const store::Database& database,
                                                   const net::Route& route,
                                                   const net::http::Request& request,
                                                   const model::Principal& principal) {
    // An open door does not tell strangers how busy the house is.
    if (principal.anonymous()) co_return co_await route.handler(request, principal);
    const auto before = database.position();
    auto response = co_await route.handler(request, principal);
    if (response.status < 300 && !net::http::says_position(response))
        net::http::say_position(response, before);
    co_return response;
}

}  // namespace app
