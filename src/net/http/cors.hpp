#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/http/message.hpp"

// What a page of another origin that we take (CORS_ORIGINS) may do (Fetch §3.2).
namespace net::http {

// Whether the Origin is absent, this server's own (that of Host), or one of `allowed`. Browsers
// send it with every request that another page makes and that may change something (RFC 6454 §7.3).
bool origin_is_ours(const Request& request, std::span<const std::string> allowed);

bool is_preflight(const Request& request);
Response preflight_answer(const Request& request);
// Lets the page of this origin read the answer.
void allow_origin(Response& response, std::string_view origin);

}  // namespace net::http
