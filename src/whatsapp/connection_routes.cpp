#include <algorithm>
#include <utility>

#include "core/json_text.hpp"
#include "whatsapp/admin_routes.hpp"
#include "whatsapp/journal_store.hpp"
#include "whatsapp/outbox_store.hpp"

namespace whatsapp {
namespace {

using net::http::Request;
using net::http::Response;

std::string time_or_null(const std::optional<core::WallTime>& time) {
    return time ? "\"" + core::to_iso8601(*time) + "\"" : "null";
}

// The whole as its worst number has it; the times are the newest of all.
Connection worst_of(const std::vector<Connection>& all) {
    if (all.empty()) return {};
    auto worst = *std::ranges::max_element(all, {}, &Connection::state);
    for (const auto& one : all) {
        worst.last_webhook_at = std::max(worst.last_webhook_at, one.last_webhook_at);
        worst.last_sent_at = std::max(worst.last_sent_at, one.last_sent_at);
    }
    return worst;
}

// What is in memory is read after the snapshot: its place in the log is none that it lies behind.
core::Task<Response> health(const Admin& admin, const Request& request) {
    struct Read {
        std::optional<core::WallTime> webhook_at;
        std::optional<core::WallTime> queued_at;
        std::vector<ChannelNumber> numbers;
        model::LogPosition position;
    };
    auto job = [](store::Transaction& tx) {
        return Read{last_webhook_at(tx), oldest_queued_at(tx), list_numbers(tx), tx.position()};
    };
    const auto read = co_await admin.database.read(std::move(job));
    core::JsonObject data;
    data.boolean("webhookSecret", !admin.settings.app_secret.empty())
        .boolean("verifyToken", !admin.settings.verify_token.empty())
        .raw("lastWebhookAt", time_or_null(read.webhook_at))
        .raw("oldestQueuedAt", time_or_null(read.queued_at))
        .raw("connection", to_json(worst_of(admin.connections.all()), request.language))
        .raw("numbers", core::json_array(read.numbers, [&](const auto& number) {
                 return to_json(number, admin.connections, request.language);
             }));
    co_return answer_at(read.position, data.take());
}

core::Task<Response> check(const Admin& admin, const Request& request) {
    if (admin.check != nullptr) co_await admin.check->check();
    co_return co_await health(admin, request);
}

bool concerns(const model::Principal& principal, const ChannelNumber& number) {
    if (!number.claimed) return false;
    return principal.role != model::Role::agent || principal.numbers.empty() ||
           principal.numbers.contains(number.id);
}

core::Task<Response> connection(const Admin& admin, const Request& request,
                                const model::Principal& principal) {
    auto job = [](store::Transaction& tx) { return std::pair{list_numbers(tx), tx.position()}; };
    auto [numbers, position] = co_await admin.database.read(std::move(job));
    std::erase_if(numbers, [&](const auto& number) { return !concerns(principal, number); });
    core::JsonObject data;
    data.raw("items",
             core::json_array(numbers,
                              [&](const ChannelNumber& number) {
                                  const auto known = admin.connections.find(number.id);
                                  return core::JsonObject()
                                      .text("numberId", number.id.text())
                                      .text("display", number.display)
                                      .raw("connection",
                                           to_json(known.value_or(Connection{}), request.language))
                                      .take();
                              }))
        .null("before")
        .null("after");
    co_return answer_at(position, data.take());
}

}  // namespace

std::vector<net::Route> connection_routes(const Admin& admin) {
    using model::Permission;
    using Principal = model::Principal;
    std::vector<net::Route> routes;
    routes.emplace_back(
        net::Method::get, "/api/whatsapp/health", Permission::read_users,
        [&admin](const Request& request, const Principal&) { return health(admin, request); },
        net::RouteDoc{.summary = "State of the connection with Meta.",
                      .response_schema = "WhatsappHealth"});
    routes.emplace_back(
        net::Method::post, "/api/whatsapp/health/check", Permission::read_users,
        [&admin](const Request& request, const Principal&) { return check(admin, request); },
        net::RouteDoc{
            .summary = "Asks Meta now, unless what is known is good and fresh; then the state.",
            .response_schema = "WhatsappHealth"});
    routes.back().limit = net::Limit::graph;
    routes.emplace_back(
        net::Method::get, "/api/whatsapp/connection", Permission::signed_in,
        [&admin](const Request& request, const Principal& principal) {
            return connection(admin, request, principal);
        },
        net::RouteDoc{.summary = "How the caller's channel numbers stand with Meta.",
                      .response_schema = "NumberConnectionPage"});
    return routes;
}

}  // namespace whatsapp
