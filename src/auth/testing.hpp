#pragma once

#include <map>
#include <string>
#include <vector>

#include "auth/accounts.hpp"
#include "auth/auth.hpp"
#include "auth/auth_routes.hpp"
#include "core/json.hpp"
#include "core/json_text.hpp"
#include "store/testing.hpp"

// Test doubles for auth, and a service in memory with people in it.
namespace auth {

// "hashes" at once and says what it was asked.
class FakeHasher : public PasswordHasher {
public:
    static std::string hash_of(const std::string& password) { return "hash(" + password + ")"; }

    core::Task<std::string> hash(std::string password) override;
    core::Task<bool> verify(std::string password, std::string hash) override;

    int verifications = 0;
    bool full = false;  // throws store::Unavailable
};

// A device: sends requests straight to the routes, and keeps its cookies and its access token.
struct TestDevice {
    std::string address = "127.0.0.1";
    bool secure = false;
    std::map<std::string, std::string> cookies;
    std::string access_token;
};

// An empty database, the service on it, and the tables' clock.
struct AuthFixture {
    AuthFixture();

    Account add(const std::string& email, model::Role role = model::Role::agent,
                const std::string& password = "correct horse");

    // One request through the access check and the route that fits; takes cookies and token.
    net::http::Response send(TestDevice& device, net::Method method, const std::string& path,
                             const std::string& body = "");
    // Who the device's token stands for; absent where the access check refuses it.
    std::optional<model::Principal> caller(const TestDevice& device) const;
    // Signs in; fails the test where that fails.
    void sign_in(TestDevice& device, const std::string& email,
                 const std::string& password = "correct horse");

    store::TestDatabase store;
    FakeHasher hasher;
    core::ListLogSink log;
    Auth service;
    std::vector<net::Route> routes;
};

// `data` of a success, or the whole failure.
core::json::object body_of(const net::http::Response& response);

}  // namespace auth
