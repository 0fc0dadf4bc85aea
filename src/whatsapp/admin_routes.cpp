#include "whatsapp/admin_routes.hpp"

#include <algorithm>
#include <iterator>

#include "core/json.hpp"
#include "core/json_text.hpp"
#include "core/text.hpp"
#include "net/http/log_position.hpp"
#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/journal_store.hpp"
#include "whatsapp/outbox_store.hpp"

namespace whatsapp {
namespace {

using net::http::Request;
using net::http::Response;

// An answer carries where in the event log its snapshot stands (architecture, the event log).
struct Snapshot {
    std::string data;
    model::LogPosition position;
};
Response answer(const Snapshot& snapshot) {
    auto response = net::http::ok(snapshot.data);
    net::http::say_position(response, snapshot.position);
    return response;
}

std::string time_or_null(const std::optional<core::WallTime>& time) {
    return time ? "\"" + core::to_iso8601(*time) + "\"" : "null";
}

// Never the token: credentials are write-only.
std::string to_json(const ChannelNumber& number) {
    return core::JsonObject()
        .text("id", number.id.text())
        .text("display", number.display)
        .text("accountId", number.account)
        .text("state", number.claimed ? "claimed" : "unclaimed")
        .text_or_null("fault", std::string_view(number.fault))
        .text("baseUrl", number.base_url)
        .text("apiVersion", number.api_version)
        .text("createdAt", core::to_iso8601(number.created_at))
        .text("updatedAt", core::to_iso8601(number.updated_at))
        .take();
}

std::string numbers_json(store::Transaction& tx) {
    return core::json_array(list_numbers(tx), [](const auto& number) { return to_json(number); });
}

std::string to_json(const ItemCount& count) {
    return core::JsonObject()
        .text("kind", count.kind)
        .text("detail", count.detail)
        .text("state", count.state)
        .integer("count", count.count)
        .take();
}

std::string to_json(const DeadItem& item) {
    return core::JsonObject()
        .text("id", std::to_string(item.id))
        .text("kind", item.kind)
        .text("detail", item.detail)
        .text("reason", item.reason)
        .text("triedBy", item.tried_by)
        .text_or_null("numberId", std::string_view(item.number.text()))
        .text("at", core::to_iso8601(item.at))
        .take();
}

core::Task<Response> health(const Admin& admin) {
    auto read = [&settings = admin.settings](store::Transaction& tx) {
        core::JsonObject data;
        data.boolean("webhookSecret", !settings.app_secret.empty())
            .boolean("verifyToken", !settings.verify_token.empty())
            .raw("lastWebhookAt", time_or_null(last_webhook_at(tx)))
            .raw("oldestQueuedAt", time_or_null(oldest_queued_at(tx)))
            .raw("numbers", numbers_json(tx));
        return Snapshot{data.take(), tx.position()};
    };
    co_return answer(co_await admin.database.read(std::move(read)));
}

core::Task<Response> list(const Admin& admin) {
    auto read = [](store::Transaction& tx) {
        core::JsonObject data;
        data.raw("items", numbers_json(tx)).null("before").null("after");
        return Snapshot{data.take(), tx.position()};
    };
    co_return answer(co_await admin.database.read(std::move(read)));
}

core::Task<Response> claim(const Admin& admin, const Request& request) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return net::http::failure(request, body.error());
    core::JsonReader reader(*body);
    const Settings defaults;
    Credentials credentials{.number = model::NumberId{request.path_parameter("id")},
                            .access_token = reader.text("accessToken"),
                            .account = reader.text_or("accountId", ""),
                            .base_url = reader.text_or("baseUrl", defaults.base_url),
                            .api_version = reader.text_or("apiVersion", defaults.api_version)};
    if (reader.fault()) co_return net::http::failure(request, *reader.fault());
    auto write = [&admin, credentials](store::Transaction& tx) -> core::Result<std::string> {
        const auto claimed = claim_number(tx, credentials, admin.box, admin.sinks);
        if (!claimed) return claimed.error();
        return to_json(find_number(tx, credentials.number).value());
    };
    const auto written = co_await admin.database.write(std::move(write));
    if (!written) co_return net::http::failure(request, written.error());
    co_return net::http::ok(*written);
}

core::Result<DeadPage> page_of(const Request& request) {
    constexpr std::int64_t limit_max = 100;
    DeadPage page;
    const auto number = [&request](std::string_view name,
                                   core::Error otherwise) -> core::Result<std::optional<ItemId>> {
        const auto text = request.query_value(name);
        if (!text) return std::optional<ItemId>();
        const auto value = core::parse_integer(*text);
        if (!value) return otherwise;
        return value;
    };
    const core::Error bad_cursor{core::Kind::invalid, "whatsapp.bad_cursor"};
    const core::Error bad_limit{core::Kind::invalid, "whatsapp.limit", {{"max", limit_max}}};
    const auto before = number("before", bad_cursor);
    const auto after = number("after", bad_cursor);
    const auto limit = number("limit", bad_limit);
    for (const auto* read : {&before, &after, &limit})
        if (!*read) return read->error();
    if (*before && *after) return bad_cursor;
    page.before = *before;
    page.after = *after;
    page.limit = limit->value_or(page.limit);
    if (page.limit < 1 || page.limit > limit_max) return bad_limit;
    return page;
}

// The page's items, and from where the pages beside it are asked for: null where there is none, and
// after the newest, as every list has it. `read` may have one more than the limit.
void add_page(core::JsonObject& data, std::vector<DeadItem> read, const DeadPage& page) {
    const bool more = static_cast<std::int64_t>(read.size()) > page.limit;
    if (more) read.erase(page.after ? std::prev(read.end()) : read.begin());
    std::optional<ItemId> before;
    std::optional<ItemId> after;
    if (page.after) {
        before = read.empty() ? page.after : read.front().id;
        if (more) after = read.back().id;
    } else {
        if (more) before = read.front().id;
        if (page.before) after = read.empty() ? page.before : read.back().id;
    }
    const auto text = [](std::optional<ItemId> id) -> std::optional<std::string> {
        if (!id) return std::nullopt;
        return std::to_string(*id);
    };
    data.raw("items", core::json_array(read, [](const auto& one) { return to_json(one); }))
        .text_or_null("before", text(before))
        .text_or_null("after", text(after));
}

core::Task<Response> journal(const Admin& admin, const Request& request) {
    const auto page = page_of(request);
    if (!page) co_return net::http::failure(request, page.error());
    auto read = [page = *page](store::Transaction& tx) {
        const auto as_json = [](const auto& one) { return to_json(one); };
        core::JsonObject data;
        data.raw("counts", core::json_array(items_by_kind(tx), as_json));
        add_page(data, dead_items(tx, {page.before, page.after, page.limit + 1}), page);
        return Snapshot{data.take(), tx.position()};
    };
    co_return answer(co_await admin.database.read(std::move(read)));
}

constexpr std::pair<std::string_view, std::string_view> schemas[] = {
    {"Webhook", R"({"type":"object","description":"As Meta's Cloud API sends it."})"},
    {"ChannelNumber",
     R"({"type":"object","required":["id","display","accountId","state","fault","baseUrl",
            "apiVersion","createdAt","updatedAt"],"properties":{
            "id":{"type":"string"},"display":{"type":"string"},"accountId":{"type":"string"},
            "state":{"type":"string","enum":["claimed","unclaimed"]},
            "fault":{"type":["string","null"],"description":"Why its queue stands still."},
            "baseUrl":{"type":"string"},"apiVersion":{"type":"string"},
            "createdAt":{"type":"string","format":"date-time"},
            "updatedAt":{"type":"string","format":"date-time"}}})"},
    {"ChannelNumberPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/ChannelNumber"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"Credentials", R"({"type":"object","required":["accessToken"],"properties":{
            "accessToken":{"type":"string","description":"Write-only."},
            "accountId":{"type":"string"},"baseUrl":{"type":"string"},
            "apiVersion":{"type":"string"}}})"},
    {"WhatsappHealth", R"({"type":"object","required":["webhookSecret","verifyToken",
            "lastWebhookAt","oldestQueuedAt","numbers"],"properties":{
            "webhookSecret":{"type":"boolean"},"verifyToken":{"type":"boolean"},
            "lastWebhookAt":{"type":["string","null"],"format":"date-time"},
            "oldestQueuedAt":{"type":["string","null"],"format":"date-time"},
            "numbers":{"type":"array","items":{"$ref":"#/components/schemas/ChannelNumber"}}}})"},
    {"Journal", R"({"type":"object","required":["counts","items","before","after"],"properties":{
            "counts":{"type":"array","items":{"type":"object",
            "required":["kind","detail","state","count"],"properties":{
            "kind":{"type":"string"},"detail":{"type":"string"},
            "state":{"type":"string","enum":["applied","recorded","parked","dead"]},
            "count":{"type":"integer"}}}},
            "items":{"type":"array","description":"The dead ones.","items":{"type":"object",
            "required":["id","kind","detail","reason","triedBy","numberId","at"],"properties":{
            "id":{"type":"string"},"kind":{"type":"string"},"detail":{"type":"string"},
            "reason":{"type":"string"},"triedBy":{"type":"string"},
            "numberId":{"type":["string","null"]},
            "at":{"type":"string","format":"date-time"}}}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
};

}  // namespace

std::vector<net::Route> admin_routes(const Admin& admin) {
    using model::Permission;
    using Principal = model::Principal;
    std::vector<net::Route> routes;
    routes.emplace_back(
        net::Method::get, "/api/whatsapp/health", Permission::read_users,
        [&admin](const Request&, const Principal&) { return health(admin); },
        net::RouteDoc{.summary = "State of the connection with Meta.",
                      .response_schema = "WhatsappHealth"});
    routes.emplace_back(
        net::Method::get, "/api/whatsapp/numbers", Permission::read_users,
        [&admin](const Request&, const Principal&) { return list(admin); },
        net::RouteDoc{.summary = "The business's phone numbers.",
                      .response_schema = "ChannelNumberPage"});
    routes.emplace_back(
        net::Method::put, "/api/whatsapp/numbers/:id", Permission::administer,
        [&admin](const Request& request, const Principal&) { return claim(admin, request); },
        net::RouteDoc{.summary = "Claims a number, or renews what it sends with.",
                      .request_schema = "Credentials",
                      .response_schema = "ChannelNumber"});
    routes.emplace_back(
        net::Method::get, "/api/whatsapp/journal", Permission::administer,
        [&admin](const Request& request, const Principal&) { return journal(admin, request); },
        net::RouteDoc{.summary = "What webhooks told, by kind and state, and the dead items.",
                      .query = {"limit: 1 to 100 (50)", "before: a cursor", "after: a cursor"},
                      .response_schema = "Journal"});
    // Whatever looks at Meta's side is under the plan's limit; replies are not.
    for (auto& route : routes) route.limit = net::Limit::graph;
    return routes;
}

std::vector<std::pair<std::string_view, std::string_view>> component_schemas() {
    return {std::begin(schemas), std::end(schemas)};
}

}  // namespace whatsapp
