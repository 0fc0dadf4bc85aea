#include "auth/testing.hpp"

#include "core/text.hpp"
#include "store/database_error.hpp"

namespace auth {
namespace {

std::string_view name_of(net::Method method) {
    switch (method) {
        case net::Method::get: return "GET";
        case net::Method::post: return "POST";
        case net::Method::put: return "PUT";
        case net::Method::patch: return "PATCH";
        case net::Method::del: return "DELETE";
    }
    return "";
}

// Whether the path is of the pattern; fills the request's parameters.
bool fits(const std::string& pattern, net::http::Request& request) {
    const auto wanted = core::split(pattern, '/');
    const auto given = core::split(request.path, '/');
    if (wanted.size() != given.size()) return false;
    request.path_parameters.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with(':'))
            request.path_parameters.emplace_back(wanted[i].substr(1), given[i]);
        else if (wanted[i] != given[i])
            return false;
    }
    return true;
}

void keep_cookies(TestDevice& device, const net::http::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name != "Set-Cookie") continue;
        const auto pair = value.substr(0, value.find(';'));
        const auto at = pair.find('=');
        device.cookies[pair.substr(0, at)] = pair.substr(at + 1);
    }
}

}  // namespace

core::Task<std::string> FakeHasher::hash(std::string password) {
    if (full) throw store::Unavailable("full");
    co_return hash_of(password);
}

core::Task<bool> FakeHasher::verify(std::string password, std::string hash) {
    if (full) throw store::Unavailable("full");
    ++verifications;
    co_return hash == hash_of(password);
}

AuthFixture::AuthFixture()
    : service({store.database, hasher, store.clock, store.random, store.metrics,
               core::Log(log, "auth")},
              "a secret of the tests"),
      routes(auth::routes(service)) {}

Account AuthFixture::add(const std::string& email, model::Role role, const std::string& password) {
    return store
        .write([&](store::Transaction& tx) {
            return add_account(tx,
                               {.email = email,
                                .name = email.substr(0, email.find('@')),
                                .role = role,
                                .password_hash = FakeHasher::hash_of(password)},
                               {});
        })
        .value();
}

net::http::Response AuthFixture::send(TestDevice& device, net::Method method,
                                      const std::string& path, const std::string& body) {
    net::http::Request request;
    request.method = name_of(method);
    request.path = request.target = path;
    request.body = body;
    request.peer = {"127.0.0.1", 40'000};
    request.client = device.address;
    request.secure = device.secure;
    // A loopback peer that names another client is a proxy.
    if (device.address != "127.0.0.1")
        request.headers.emplace_back("X-Forwarded-For", device.address);
    request.id = "r-1";
    request.language = core::Language::en;
    std::string cookies;
    for (const auto& [name, value] : device.cookies)
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) request.headers.emplace_back("Cookie", cookies);
    if (!device.access_token.empty())
        request.headers.emplace_back("Authorization", "Bearer " + device.access_token);

    const auto principal = service.authenticate(request);
    if (!principal) return net::http::failure(request, principal.error());
    for (const auto& route : routes) {
        if (route.method != method || !fits(route.path, request)) continue;
        if (!model::may(*principal, route.permission))
            return net::http::failure(request, {principal->anonymous() ? core::Kind::unauthenticated
                                                                       : core::Kind::forbidden,
                                                "test.no_permission"});
        auto response = store.scheduler.complete(route.handler(request, *principal));
        keep_cookies(device, response);
        return response;
    }
    core::unreachable("the test names a route that is there");
}

std::optional<model::Principal> AuthFixture::caller(const TestDevice& device) const {
    const auto principal = service.authenticate(device.access_token);
    return principal ? std::optional(*principal) : std::nullopt;
}

void AuthFixture::sign_in(TestDevice& device, const std::string& email,
                          const std::string& password) {
    device.access_token.clear();
    const auto response =
        send(device, net::Method::post, "/api/auth/login",
             core::JsonObject().text("email", email).text("password", password).take());
    core::check(response.status == 200, "the test's person can sign in");
    device.access_token = body_of(response).at("accessToken").as_string().c_str();
}

core::json::object body_of(const net::http::Response& response) {
    auto body = core::parse_json(response.body).value().as_object();
    if (body.at("success") == true) return body.at("data").as_object();
    return body;
}

}  // namespace auth
