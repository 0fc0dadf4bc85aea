#include "app/health_routes.hpp"

#include "app/build_info.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"

namespace app {
namespace {

using model::Permission;
using net::Method;
using net::http::Request;
using net::http::Response;

bool can_acknowledge(const HealthSources& sources) {
    return sources.ready && sources.database.can_write() && !sources.database.disk_is_full();
}

Response readyz(const HealthSources& sources) {
    return can_acknowledge(sources) ? net::http::plain_text(200, "ready\n")
                                    : net::http::plain_text(503, "not ready\n");
}

Response health(const HealthSources& sources) {
    const bool well = can_acknowledge(sources);
    const core::json::object data{{"status", well ? "healthy" : "critical"},
                                  {"version", build_info().version},
                                  {"timestamp", core::to_iso8601(sources.clock.wall())}};
    return net::http::ok(core::to_json(data), well ? 200 : 503);
}

Response metrics(const HealthSources& sources, const Request& request) {
    const auto expected = "Bearer " + sources.metrics_token;
    const bool token = !sources.metrics_token.empty() &&
                       core::equal_in_constant_time(request.header("Authorization"), expected);
    if (!token && !request.from_loopback())
        return net::http::failure(request, {core::Kind::unauthenticated, "metrics.token_needed"});
    const bool open =
        request.header("Accept").find("application/openmetrics-text") != std::string_view::npos;
    Response response;
    response.headers = {
        {"Content-Type", open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                              : "text/plain; version=0.0.4; charset=utf-8"},
        {"Vary", "Accept"}};
    response.body = sources.metrics.to_text(open ? core::MetricsFormat::openmetrics
                                                 : core::MetricsFormat::prometheus);
    return response;
}

Response meta(const HealthSources& sources) {
    const core::json::object data{{"version", build_info().version},
                                  {"demo", sources.demo},
                                  {"language", sources.language},
                                  {"logLevel", sources.page_log_level},
                                  {"environment", sources.node_env}};
    return net::http::ok(core::to_json(data));
}

constexpr auto health_schema = R"({"type":"object","required":["status","version","timestamp"],
    "properties":{
    "status":{"type":"string","enum":["healthy","critical"]},
    "version":{"type":"string"},
    "timestamp":{"type":"string","format":"date-time"}}})";

constexpr auto meta_schema = R"({"type":"object","required":["version","demo","language",
    "logLevel","environment"],"properties":{
    "version":{"type":"string"},
    "demo":{"type":"boolean","description":"With simulated customers, and no Meta account"},
    "language":{"type":"string","enum":["es","en","pt"],
        "description":"Where a request names none"},
    "logLevel":{"type":"string","enum":["error","warn","info","debug"],
        "description":"Least level that the page logs"},
    "environment":{"type":"string","enum":["production","development"],
        "description":"The page logs to the console in development, else into its buffer"}}})";

// Makes a route whose answer needs nothing to be waited for.
net::Route at_once(std::string path, net::RouteDoc doc,
                   std::function<Response(const Request&)> answer) {
    return {Method::get, std::move(path), Permission::everyone,
            [answer = std::move(answer)](const Request& request, const model::Principal&)
                -> core::Task<Response> { return core::ready_task(answer(request)); },
            std::move(doc)};
}

}  // namespace

std::vector<net::Route> health_routes(const HealthSources& sources) {
    const auto* s = &sources;
    std::vector<net::Route> routes;
    routes.push_back(
        at_once("/livez",
                {.summary = "The process is alive.", .query = {}, .content_types = {"text/plain"}},
                [](const Request&) { return net::http::plain_text(200, "alive\n"); }));
    routes.push_back(at_once("/readyz",
                             {.summary = "Whether the server can durably acknowledge now.",
                              .query = {},
                              .other_status = 503,
                              .content_types = {"text/plain"}},
                             [s](const Request&) { return readyz(*s); }));
    routes.push_back(at_once("/health",
                             {.summary = "State for people; 503 when it is critical.",
                              .query = {},
                              .response_schema = "Health",
                              .other_status = 503},
                             [s](const Request&) { return health(*s); }));
    routes.push_back(at_once("/metrics",
                             {.summary = "Metrics as Prometheus text, or as OpenMetrics by Accept; "
                                         "from this machine, or with METRICS_TOKEN.",
                              .query = {},
                              .content_types = {"text/plain", "application/openmetrics-text"}},
                             [s](const Request& request) { return metrics(*s, request); }));
    routes.push_back(at_once("/api/meta",
                             {.summary = "What the page must know before a sign-in.",
                              .query = {},
                              .response_schema = "Meta"},
                             [s](const Request&) { return meta(*s); }));
    return routes;
}

std::vector<net::NamedSchema> health_schemas() {
    return {{"Health", health_schema}, {"Meta", meta_schema}};
}

}  // namespace app
