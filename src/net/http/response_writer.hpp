#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "net/http/message.hpp"

namespace net::http {

// What an answer's head says beyond the response itself.
struct HeadContext {
    std::string_view date;        // IMF-fixdate
    std::string_view request_id;  // "": none
    bool keep_alive = true;
    bool is_http_10 = false;
    bool body_follows = true;  // not for HEAD
};

// "Tue, 24 Nov 2026 07:12:31 GMT" (RFC 9110 §5.6.7)
std::string http_date(core::WallTime time);

// The status line and the fields, with the empty line. A CR, LF or NUL in a field's value becomes a
// space: what a handler passes on from outside cannot begin a second answer.
std::string head_of(const Response& response, const HeadContext& context);

// The bytes of the whole answer, handed to the connection: one frame where the body is short.
void send_response(Connection& connection, Response response, const HeadContext& context);

}  // namespace net::http
