#pragma once

#include <string_view>

#include "net/http/message.hpp"

// What a page of another origin that we take (CORS_ORIGINS) may do (Fetch §3.2).
namespace net::http {

bool is_preflight(const Request& request);
Response preflight_answer(const Request& request);
// Lets the page of this origin read the answer.
void allow_origin(Response& response, std::string_view origin);

}  // namespace net::http
