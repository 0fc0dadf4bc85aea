#include "app/log_position.hpp"

#include <algorithm>

namespace app {
namespace {

constexpr auto header_name = "Chasqui-Sequence";

bool says_position(const net::http::Response& response) {
    return std::ranges::any_of(response.headers,
                               [](const auto& header) { return header.first == header_name; });
}

}  // namespace

core::Task<net::http::Response> answer_at_position(const store::Database& database,
                                                   const net::Route& route,
                                                   const net::http::Request& request,
                                                   const model::Principal& principal) {
    // An open door does not tell strangers how busy the house is.
    if (principal.anonymous()) co_return co_await route.handler(request, principal);
    const auto before = database.position();
    auto response = co_await route.handler(request, principal);
    if (response.status < 300 && !says_position(response))
        response.headers.emplace_back(header_name,
                                      before.epoch + "/" + std::to_string(before.sequence));
    co_return response;
}

}  // namespace app
