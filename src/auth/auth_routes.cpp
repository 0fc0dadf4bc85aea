#include "auth/auth_routes.hpp"

#include <algorithm>
#include <iterator>

#include "auth/refresh_cookie.hpp"
#include "auth/route_parts.hpp"
#include "auth/sessions.hpp"
#include "auth/setup.hpp"
#include "core/json.hpp"

namespace auth {
namespace {

using net::http::failure;
using net::http::ok;

std::string to_json(const Grant& grant) {
    return core::JsonObject()
        .text("accessToken", grant.access_token)
        .integer("expiresIn",
                 std::chrono::duration_cast<std::chrono::seconds>(access_token_life).count())
        .raw("user", to_json(grant.account))
        .take();
}

Response granted(const Request& request, const core::Result<Grant>& grant) {
    if (!grant) return failure(request, grant.error());
    auto response = ok(to_json(*grant));
    response.headers.emplace_back("Set-Cookie", refresh_cookie(request, grant->refresh_token));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

core::Task<Response> login(Auth& auth, const Request& request, const model::Principal&) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    core::JsonReader reader(*body);
    auto email = reader.text("email");
    auto password = reader.text("password");
    if (reader.fault()) co_return failure(request, *reader.fault());
    co_return granted(request,
                      co_await auth.sign_in(request, std::move(email), std::move(password)));
}

core::Task<Response> refresh(Auth& auth, const Request& request, const model::Principal&) {
    co_return granted(request, co_await auth.refresh(request));
}

core::Task<Response> logout(Auth& auth, const Request& request, const model::Principal& who) {
    co_await auth.sign_out(request, who);
    auto response = ok("{}");
    response.headers.emplace_back("Set-Cookie", refresh_cookie(request, ""));
    co_return response;
}

core::Task<Response> me(Auth& auth, const Request&, const model::Principal& who) {
    const auto account = auth.directory().account(who.user);
    core::check(account.has_value(), "a principal has an account");
    co_return ok(core::JsonObject().raw("user", to_json(*account)).take());
}

// A program has no business with the devices of the person who made its key.
core::Error not_for_keys() {
    return {core::Kind::forbidden, "auth.not_for_keys"};
}

core::Task<Response> list_sessions(Auth& auth, const Request& request,
                                   const model::Principal& who) {
    if (!who.key.empty()) co_return failure(request, not_for_keys());
    const auto sessions = co_await auth.database().read(
        [user = who.user](store::Transaction& tx) { return sessions_of(tx, user); });
    const auto shown = [&who](const Session& session) {
        return core::JsonObject()
            .text("id", session.id.text())
            .text("createdAt", core::to_iso8601(session.created_at))
            .text("lastSeenAt", core::to_iso8601(session.last_seen_at))
            .text("address", session.address)
            .text("userAgent", session.user_agent)
            .boolean("current", session.id == who.session)
            .take();
    };
    co_return ok(core::JsonObject()
                     .raw("items", core::json_array(sessions, shown))
                     .null("before")
                     .null("after")
                     .take());
}

core::Task<Response> end_one_session(Auth& auth, const Request& request,
                                     const model::Principal& who) {
    if (!who.key.empty()) co_return failure(request, not_for_keys());
    const model::SessionId id{request.path_parameter("id")};
    const auto actor = actor_of(request, who);
    const auto ended =
        co_await auth.database().write([id, actor](store::Transaction& tx) -> core::Result<> {
            const auto session = find_session(tx, id);
            // Another's session is none: nobody learns which ids exist.
            if (!session || session->user != actor.user)
                return core::Error{core::Kind::not_found, "auth.session_not_found"};
            end_session(tx, id, "ended_by_user");
            write_audit(tx, actor, {"session_ended", id.text()});
            return {};
        });
    co_return answer(request, ended);
}

core::Task<Response> setup_state(Auth& auth, const Request& request, const model::Principal&) {
    const bool open =
        co_await auth.database().read([](store::Transaction& tx) { return setup_is_open(tx); });
    if (!open) co_return failure(request, core::Error{core::Kind::not_found, "auth.setup_over"});
    co_return ok(core::JsonObject().boolean("open", true).take());
}

// What a hash would be wasted on.
core::Task<std::optional<core::Error>> setup_fault(Auth& auth, std::string token,
                                                   const NewAccount& first, std::string password) {
    const auto good = co_await auth.database().read(
        [token](store::Transaction& tx) { return check_setup_link(tx, token); });
    if (!good) co_return good.error();
    if (const auto email = checked_email(first.email); !email) co_return email.error();
    if (const auto long_enough = check_password(password); !long_enough)
        co_return long_enough.error();
    co_return std::nullopt;
}

core::Task<Response> setup(Auth& auth, const Request& request, const model::Principal&) {
    if (!may_sign_in_from(request))
        co_return failure(request, core::Error{core::Kind::forbidden, "auth.insecure_origin"});
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    core::JsonReader reader(*body);
    const auto token = reader.text("token");
    const auto password = reader.text("password");
    NewAccount first{.email = reader.text("email"), .name = reader.text("name")};
    if (reader.fault()) co_return failure(request, *reader.fault());
    if (const auto fault = co_await setup_fault(auth, token, first, password))
        co_return failure(request, *fault);

    first.password_hash = co_await auth.hasher().hash(password);
    const auto made = co_await auth.database().write(
        [token, first, address = request.client](store::Transaction& tx) {
            return set_up(tx, token, first, address);
        });
    if (!made) co_return failure(request, made.error());
    co_return ok(core::JsonObject().raw("user", to_json(*made)).take(), 201);
}

}  // namespace

std::vector<net::Route> session_routes(Auth& auth) {
    using enum net::Method;
    using enum model::Permission;
    const auto on = [&auth](auto* handler) { return bound(auth, handler); };
    std::vector<net::Route> all;
    all.emplace_back(post, "/api/auth/login", everyone, on(login),
                     net::RouteDoc{.summary = "Signs in with e-mail and password.",
                                   .query = {},
                                   .request_schema = "Login",
                                   .response_schema = "Session",
                                   .response_headers = {"Set-Cookie: the refresh token"}});
    all.emplace_back(post, "/api/auth/refresh", everyone, on(refresh),
                     net::RouteDoc{.summary = "Gives a new access token for the refresh cookie.",
                                   .query = {},
                                   .response_schema = "Session",
                                   .response_headers = {"Set-Cookie: the next refresh token"}});
    all.emplace_back(post, "/api/auth/logout", everyone, on(logout),
                     net::RouteDoc{.summary = "Ends this session.",
                                   .query = {},
                                   .response_schema = "Empty",
                                   .response_headers = {"Set-Cookie: forgets the refresh token"}});
    all.emplace_back(get, "/api/auth/me", signed_in, on(me),
                     net::RouteDoc{"Who is signed in.", {}, "", "Me"});
    all.emplace_back(get, "/api/auth/sessions", signed_in, on(list_sessions),
                     net::RouteDoc{"One's own open sessions.", {}, "", "DevicePage"});
    all.emplace_back(del, "/api/auth/sessions/:id", signed_in, on(end_one_session),
                     net::RouteDoc{"Ends one of one's own sessions.", {}, "", "Empty"});
    all.emplace_back(
        get, "/api/auth/setup", everyone, on(setup_state),
        net::RouteDoc{"Whether the first admin is missing; 404 afterwards.", {}, "", "SetupState"});
    all.emplace_back(
        post, "/api/auth/setup", everyone, on(setup),
        net::RouteDoc{"Makes the first admin, by the one-time link.", {}, "Setup", "Me", 201});
    // Each costs a password hash, and is a guess; the others are what an open page calls by itself.
    for (auto& route : all)
        route.limit = route.method == post &&
                              (route.path == "/api/auth/login" || route.path == "/api/auth/setup")
                          ? net::Limit::sign_in
                          : net::Limit::session;
    return all;
}

std::vector<net::Route> routes(Auth& auth) {
    auto all = session_routes(auth);
    for (auto* part : {&user_routes, &key_routes}) {
        auto more = part(auth);
        std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace auth
