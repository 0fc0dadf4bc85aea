#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/catalogue.hpp"
#include "core/result.hpp"
#include "net/loop.hpp"

namespace net::http {

using Header = std::pair<std::string, std::string>;

// A whole request. Header names keep their case; look-ups ignore it.
struct Request {
    std::string method;
    std::string target;  // as sent: "/api/conversations?limit=5"
    std::string path;    // decoded, without the query
    std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
    std::vector<Header> headers;
    std::string body;
    std::vector<std::pair<std::string, std::string>> path_parameters;  // of the route's pattern
    Endpoint peer;                                                     // the socket's other end
    std::string client;   // the client's address: the peer's, or what a trusted proxy says
    bool secure = false;  // https, as a trusted proxy says
    std::string id;       // the request id, also in the answer's header X-Request-Id
    core::Language language = core::Language::es;  // for the words of the answer

    std::string_view header(std::string_view name) const;  // "" when absent
    std::optional<std::string> query_value(std::string_view name) const;
    // The value of ":name" in the route's path; the route guarantees that it is there.
    const std::string& path_parameter(std::string_view name) const;
    std::string_view cookie(std::string_view name) const;  // "" when absent
    // Came straight from this machine: loopback, and no proxy has forwarded it.
    bool from_loopback() const;
};

struct Response {
    // As `status`: no answer, the connection is cut. For the simulator's faults.
    static constexpr int cut = 0;

    int status = 200;
    std::vector<Header> headers;  // Content-Length and Date are added
    std::string body;
    // Set when the body is shared and constant (a file of the page); `body` is then unused.
    Frame shared_body;
};

// {"success": true, "data": <data>}; `data` is JSON text.
Response ok(std::string_view data, int status = 200);
// {"success": false, "error", "code", "hint", "requestId"} with the error's status; the words by
// the request's language. `rate_limited` and `unavailable` carry Retry-After.
Response failure(const Request& request, const core::Error& error);
Response plain_text(int status, std::string body);

}  // namespace net::http
