#include "auth/accounts.hpp"
#include "auth/api_keys.hpp"
#include "auth/route_parts.hpp"
#include "core/json.hpp"

namespace auth {
namespace {

using net::http::failure;
using net::http::ok;

core::Task<Response> list_keys(Auth& auth, const Request&, const model::Principal&) {
    co_return page(auth.directory().keys().all());
}

core::Result<core::RateLimit> read_limit(const core::json::value& body) {
    core::JsonReader outer(body);
    const auto* given = outer.find("limit");
    if (given == nullptr || given->is_null()) return api_key_limit;
    const core::Error wrong{
        core::Kind::invalid, "auth.key_limit_invalid", {{"max", core::RateWindow::max_max}}};
    if (!given->is_object()) return wrong;
    core::JsonReader reader(*given);
    const auto max = reader.integer("max");
    const auto window = reader.integer("windowMs");
    if (reader.fault()) return *reader.fault();
    if (max < 1 || max > core::RateWindow::max_max || window < 1) return wrong;
    return core::RateLimit{static_cast<std::uint32_t>(max), core::Milliseconds{window}};
}

core::Result<NewApiKey> read_key(const core::json::value& body) {
    core::JsonReader reader(body);
    NewApiKey fresh{.name = reader.text("name"),
                    .teams = reader.texts_or_empty("teams"),
                    .numbers = reader.texts_or_empty("numbers"),
                    .shown = {},
                    .hash = {}};
    const auto role = checked_role(reader.text("role"));
    const auto* expires = reader.find("expiresAt");
    if (reader.fault()) return *reader.fault();
    if (!role) return role.error();
    fresh.role = *role;
    if (expires != nullptr && !expires->is_null()) {
        if (expires->is_string())
            fresh.expires_at = core::from_iso8601(std::string(expires->as_string()));
        if (!fresh.expires_at) return core::Error{core::Kind::invalid, "auth.key_expiry"};
    }
    const auto limit = read_limit(body);
    if (!limit) return limit.error();
    fresh.limit = *limit;
    return fresh;
}

core::Task<Response> add_key(Auth& auth, const Request& request, const model::Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    auto fresh = read_key(*body);
    if (!fresh) co_return failure(request, fresh.error());
    const auto secret = auth.new_api_key_secret();
    fresh->shown = secret.shown;
    fresh->hash = secret.hash;
    const auto made = co_await auth.database().write(
        [fresh = *fresh, actor = actor_of(request, who)](store::Transaction& tx) {
            return add_api_key(tx, fresh, actor.user, actor);
        });
    if (!made) co_return failure(request, made.error());
    auto response = ok(
        core::JsonObject().raw("apiKey", to_json(*made)).text("secret", secret.whole).take(), 201);
    response.headers.emplace_back("Cache-Control", "no-store");
    co_return response;
}

core::Task<Response> revoke_key(Auth& auth, const Request& request, const model::Principal& who) {
    const auto revoked = co_await auth.database().write(
        [id = request.path_parameter("id"),
         actor = actor_of(request, who)](store::Transaction& tx) -> core::Result<> {
            const auto key = revoke_api_key(tx, id, actor);
            if (!key) return key.error();
            return {};
        });
    co_return answer(request, revoked);
}

}  // namespace

std::vector<net::Route> key_routes(Auth& auth) {
    using enum net::Method;
    using enum model::Permission;
    const auto on = [&auth](auto* handler) { return bound(auth, handler); };
    std::vector<net::Route> all;
    all.emplace_back(get, "/api/keys", grant_access, on(list_keys),
                     net::RouteDoc{"API keys that have not ended.", {}, "", "ApiKeyPage"});
    all.emplace_back(post, "/api/keys", grant_access, on(add_key),
                     net::RouteDoc{"Makes an API key; its secret is shown this once, also where an "
                                   "Idempotency-Key is given.",
                                   {},
                                   "NewApiKey",
                                   "MadeApiKey",
                                   201});
    all.emplace_back(
        del, "/api/keys/:id", grant_access, on(revoke_key),
        net::RouteDoc{"Revokes an API key: from then on it is nobody's.", {}, "", "Empty"});
    return all;
}

}  // namespace auth
