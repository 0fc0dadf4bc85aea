#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/route.hpp"

namespace net::http {

std::string_view to_string(Method method);  // "GET"

// What a request's method and path come to.
struct RouteMatch {
    const Route* route = nullptr;
    std::vector<std::pair<std::string, std::string>> parameters;  // decoded; "*" for the rest
    // Without a route: the methods that the path has ("GET, HEAD"); empty: there is no such path.
    std::string allowed;
};

// Finds a request's route. A fixed segment wins over ":name", and that over "/*". The routes are
// the caller's and outlive it. HEAD is answered by GET's route.
class Router {
public:
    // Throws std::logic_error for a path that is none, or two routes for one method and path.
    explicit Router(const std::vector<Route>& routes);
    ~Router();
    // `path` as sent, escapes and all: an encoded slash is part of a segment.
    RouteMatch match(std::string_view method, std::string_view path) const;

private:
    struct Node;
    struct Search;
    void add(const Route& route);

    std::unique_ptr<Node> root_;
};

}  // namespace net::http
