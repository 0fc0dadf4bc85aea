#include "app/build_info.hpp"
#include "app/idempotency.hpp"
#include "app/log_position.hpp"
#include "app/page_routes.hpp"
#include "app/server.hpp"
#include "auth/auth_routes.hpp"
#include "net/openapi.hpp"
#include "store/database_error.hpp"

namespace app {
namespace {

void append(std::vector<net::Route>& routes, std::vector<net::Route> more) {
    routes.insert(routes.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
}

std::vector<net::NamedSchema> all_schemas() {
    auto schemas = health_schemas();
    for (auto& schema : PageLog::schemas()) schemas.push_back(std::move(schema));
    for (auto& schema : LogLevelDoor::schemas()) schemas.push_back(std::move(schema));
    for (const auto& [name, json] : auth::component_schemas())
        schemas.push_back({std::string(name), std::string(json)});
    for (const auto& [name, json] : whatsapp::component_schemas())
        schemas.push_back({std::string(name), std::string(json)});
    for (const auto& [name, json] : monitor::alert_schemas())
        schemas.push_back({std::string(name), std::string(json)});
    for (const auto& [name, json] : monitor::metric_schemas())
        schemas.push_back({std::string(name), std::string(json)});
    for (const auto& [name, json] : inbox::component_schemas()) schemas.push_back({name, json});
    return schemas;
}

// What `around` does with every route that asks for a person (Server::http_parts).
void document_headers(std::vector<net::Route>& routes) {
    for (auto& route : routes) {
        if (route.limit != net::Limit::none) {
            route.doc.response_headers.push_back(
                "RateLimit-Policy: the limit on calls of this route: q calls in any w seconds");
            route.doc.response_headers.push_back(
                "RateLimit: r calls are left, more in t seconds; at none: 429 with Retry-After");
        }
        if (route.permission == model::Permission::everyone) continue;
        const bool reads = route.method == net::Method::get;
        route.doc.response_headers.push_back(
            std::string("Chasqui-Sequence") + (reads ? "" : "?") +
            ": EPOCH/N, the place in the event log up to which the answer knows all");
        if (route.method != net::Method::post) continue;
        route.doc.request_headers.push_back(
            "Idempotency-Key?: the same again within 24 hours is answered as before; with another "
            "body 422, while the first is under way 409");
        route.doc.response_headers.push_back(
            "Idempotency-Replayed?: true on an answer that was given before");
    }
}

// GET /openapi.json, made once of the routes there are, itself among them.
net::Route openapi_route(std::vector<net::Route> routes) {
    net::Route own{
        net::Method::get,
        "/openapi.json",
        model::Permission::everyone,
        {},
        {.summary = "This document.", .query = {}, .content_types = {"application/json"}}};
    routes.push_back(own);
    document_headers(routes);
    const net::ApiInfo info{"Chasqui", std::string(build_info().version),
                            "The WhatsApp Business platform in one process."};
    const auto document =
        std::make_shared<const std::string>(net::openapi_document(info, routes, all_schemas()));
    own.handler = [document](const net::http::Request&, const model::Principal&) {
        net::http::Response response;
        response.headers = {{"Content-Type", "application/json"}};
        response.shared_body = document;
        return core::ready_task(std::move(response));
    };
    return own;
}

}  // namespace

net::http::ServerOptions Server::http_options() const {
    return {.trusted_proxies = parts_.settings.trusted_proxies(),
            .cors_origins = parts_.settings.server.cors_origins,
            .language = parts_.settings.language(),
            .held_bytes_max = bounds_.http_held_bytes,
            .connections_max = bounds_.http_connections};
}

net::http::ServerParts Server::http_parts() {
    return {
        .metrics = metrics_,
        .random = random_,
        .log = log_.for_module("http"),
        .authenticate =
            [this](const net::http::Request& request) { return auth_.authenticate(request); },
        .error_of_fault = [](const std::exception& fault) -> std::optional<core::Error> {
            if (dynamic_cast<const store::Unavailable*>(&fault) != nullptr)
                return core::Error{core::Kind::unavailable, "store.unavailable"};
            return std::nullopt;
        },
        .around =
            [this](const net::Route& route, const net::http::Request& request,
                   const model::Principal& principal) {
                if (pressure_->refuses(route))
                    return core::ready_task(net::http::failure(
                        request, {core::Kind::unavailable, "app.memory_pressure"}));
                if (!Limits::concern(route, principal))
                    return answer_route(route, request, principal);
                return limits_.answer(route, request, principal,
                                      [this, &route, &request, &principal] {
                                          return answer_route(route, request, principal);
                                      });
            },
        .otherwise = page_route(),
        .upgrades = {{"/socket.io/",
                      [this](const auto& request, auto& connection, std::string_view leftover) {
                          return sockets_->upgrade(request, connection, leftover);
                      }}},
    };
}

core::Task<net::http::Response> Server::answer_route(const net::Route& route,
                                                     const net::http::Request& request,
                                                     const model::Principal& principal) {
    return route.method == net::Method::get
               ? answer_at_position(database_, route, request, principal)
               : idempotency_.answer_once(route, request, principal);
}

std::vector<net::Route> Server::all_routes() {
    health_.emplace(HealthSources{.database = database_,
                                  .metrics = metrics_,
                                  .clock = clock_,
                                  .ready = ready_,
                                  .metrics_token = parts_.settings.server.metrics_token,
                                  .demo = parts_.demo.has_value(),
                                  .language = parts_.settings.server.language,
                                  .page_log_level = parts_.settings.server.page_log_level,
                                  .node_env = parts_.settings.server.node_env});
    auto routes = health_routes(*health_);
    append(routes, webhooks_.routes());
    append(routes, whatsapp::admin_routes(admin_));
    append(routes, whatsapp::connection_routes(admin_));
    append(routes, auth::routes(auth_));
    append(routes, inbox_.routes());
    append(routes, alerts_->routes());
    append(routes, page_log_.routes());
    append(routes, log_levels_.routes());
    append(routes, watch_->routes());
    append(routes, sockets_->routes());
    if (simulator_) {
        append(routes, simulator_->graph_routes(demo_graph_prefix));
        append(routes, simulator_->own_routes());
    }
    routes.push_back(openapi_route(routes));
    return routes;
}

}  // namespace app
