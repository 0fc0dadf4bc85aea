#include "net/http/router.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "core/check.hpp"
#include "core/text.hpp"
#include "net/http/target.hpp"

namespace net::http {
namespace {

constexpr std::size_t method_count = 5;
using RoutesByMethod = std::array<const Route*, method_count>;

std::optional<Method> parse_method(std::string_view name) {
    if (name == "GET" || name == "HEAD") return Method::get;
    if (name == "POST") return Method::post;
    if (name == "PUT") return Method::put;
    if (name == "PATCH") return Method::patch;
    if (name == "DELETE") return Method::del;
    return std::nullopt;
}

bool has_any(const RoutesByMethod& routes) {
    return std::ranges::any_of(routes, [](const Route* route) { return route != nullptr; });
}

std::string names_of(const RoutesByMethod& routes) {
    std::string names;
    for (std::size_t i = 0; i < method_count; ++i) {
        if (!routes[i]) continue;
        if (!names.empty()) names += ", ";
        names += to_string(static_cast<Method>(i));
        if (static_cast<Method>(i) == Method::get) names += ", HEAD";
    }
    return names;
}

// The segments after the first slash: "/a/b/" has "a", "b" and "".
std::vector<std::string_view> segments_of(std::string_view path) {
    return core::split(path.substr(1), '/');
}

}  // namespace

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> parameter;
    RoutesByMethod here{};
    RoutesByMethod below{};  // "/*"
};

// One look through the tree, which goes back where a better branch ends in nothing.
struct Router::Search {
    const std::vector<std::string>& segments;

    const RoutesByMethod* find(const Node& node, std::size_t at) const {
        if (at == segments.size()) return has_any(node.here) ? &node.here : nullptr;
        if (const auto child = node.fixed.find(segments[at]); child != node.fixed.end())
            if (const auto* found = find(*child->second, at + 1)) return found;
        if (node.parameter && !segments[at].empty())
            if (const auto* found = find(*node.parameter, at + 1)) return found;
        return has_any(node.below) ? &node.below : nullptr;
    }
};

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
    }
    core::unreachable("net::Method has no such value");
}

Router::Router(const std::vector<Route>& routes) : root_(std::make_unique<Node>()) {
    for (const auto& route : routes) add(route);
}

Router::~Router() = default;

void Router::add(const Route& route) {
    const auto refuse = [&](const char* why) {
        throw std::logic_error(std::string(to_string(route.method)) + ' ' + route.path + ": " +
                               why);
    };
    if (!route.path.starts_with('/')) refuse("a route's path begins with a slash");
    auto* node = root_.get();
    bool takes_rest = false;
    for (const auto segment : segments_of(route.path)) {
        if (takes_rest) refuse("nothing follows /*");
        if (segment == "*") {
            takes_rest = true;
            continue;
        }
        auto& child =
            segment.starts_with(':') ? node->parameter : node->fixed[std::string(segment)];
        if (!child) child = std::make_unique<Node>();
        node = child.get();
    }
    auto& place = (takes_rest ? node->below : node->here)[static_cast<std::size_t>(route.method)];
    if (place) refuse("there is such a route already");
    place = &route;
}

RouteMatch Router::match(std::string_view method, std::string_view path) const {
    RouteMatch out;
    if (!path.starts_with('/')) return out;
    std::vector<std::string> segments;
    for (const auto raw : segments_of(path)) {
        auto segment = decode_path(raw);
        if (!segment) return out;
        segments.push_back(std::move(*segment));
    }
    const auto* routes = Search{segments}.find(*root_, 0);
    if (!routes) return out;
    const auto known = parse_method(method);
    out.route = known ? (*routes)[static_cast<std::size_t>(*known)] : nullptr;
    if (!out.route) {
        out.allowed = names_of(*routes);
        return out;
    }
    std::size_t at = 0;
    for (const auto pattern : segments_of(out.route->path)) {
        if (pattern.starts_with(':')) out.parameters.emplace_back(pattern.substr(1), segments[at]);
        if (pattern == "*") {
            std::string rest;
            for (auto i = at; i < segments.size(); ++i) rest += (i > at ? "/" : "") + segments[i];
            out.parameters.emplace_back("*", std::move(rest));
        }
        ++at;
    }
    return out;
}

}  // namespace net::http
