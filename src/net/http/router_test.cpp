#include "net/http/router.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace {

using net::Method;
using net::Route;

Route route(Method method, std::string path) {
    return {method, std::move(path), model::Permission::everyone, {}, {}};
}

struct RouterFixture {
    std::vector<Route> routes{
        route(Method::get, "/"),
        route(Method::get, "/api/contacts"),
        route(Method::post, "/api/contacts"),
        route(Method::get, "/api/contacts/:id"),
        route(Method::get, "/api/contacts/search"),
        route(Method::get, "/api/contacts/:id/messages/:message"),
        route(Method::del, "/api/contacts/:id"),
        route(Method::get, "/files/*"),
        route(Method::get, "/files/special/:id"),
    };
    net::http::Router router{routes};

    std::string found(std::string_view method, std::string_view path) const {
        const auto match = router.match(method, path);
        if (!match.route) return "-" + match.allowed;
        auto text = match.route->path;
        for (const auto& [name, value] : match.parameters) text += ' ' + name + '=' + value;
        return text;
    }
};

}  // namespace

TEST_CASE_FIXTURE(RouterFixture, "a path finds its route and gives its parameters, decoded") {
    CHECK(found("GET", "/") == "/");
    CHECK(found("GET", "/api/contacts") == "/api/contacts");
    CHECK(found("GET", "/api/contacts/7") == "/api/contacts/:id id=7");
    CHECK(found("GET", "/api/contacts/a%2Fb%20c") == "/api/contacts/:id id=a/b c");
    CHECK(found("GET", "/api/contacts/7/messages/9") ==
          "/api/contacts/:id/messages/:message id=7 message=9");
    CHECK(found("GET", "/api/%63ontacts") == "/api/contacts");
}

TEST_CASE_FIXTURE(RouterFixture, "a fixed segment wins over a parameter, and that over the rest") {
    CHECK(found("GET", "/api/contacts/search") == "/api/contacts/search");
    CHECK(found("GET", "/files/special/3") == "/files/special/:id id=3");
    CHECK(found("GET", "/files/special/3/4") == "/files/* *=special/3/4");
    CHECK(found("GET", "/files/a/b.txt") == "/files/* *=a/b.txt");
    CHECK(found("GET", "/files/") == "/files/* *=");
}

TEST_CASE_FIXTURE(
    RouterFixture,
    "a path without a route is not found, a method without one says which there are") {
    CHECK(found("GET", "/nothing") == "-");
    CHECK(found("GET", "/api/contacts/") == "-");
    CHECK(found("GET", "/api/contacts/7/messages") == "-");
    CHECK(found("GET", "no slash") == "-");
    CHECK(found("GET", "*") == "-");
    CHECK(found("DELETE", "/api/contacts") == "-GET, HEAD, POST");
    CHECK(found("BREW", "/api/contacts/7") == "-GET, HEAD, DELETE");
    CHECK(found("get", "/api/contacts") == "-GET, HEAD, POST");
}

TEST_CASE_FIXTURE(RouterFixture, "HEAD is answered by the route of GET") {
    CHECK(found("HEAD", "/api/contacts") == "/api/contacts");
}

TEST_CASE("two routes for one method and path are a fault of the program") {
    const std::vector<Route> twice{route(Method::get, "/a/:x"), route(Method::get, "/a/:y")};
    CHECK_THROWS_AS(net::http::Router{twice}, std::logic_error);
    const std::vector<Route> no_slash{route(Method::get, "a")};
    CHECK_THROWS_AS(net::http::Router{no_slash}, std::logic_error);
    const std::vector<Route> after_rest{route(Method::get, "/*/a")};
    CHECK_THROWS_AS(net::http::Router{after_rest}, std::logic_error);
}
