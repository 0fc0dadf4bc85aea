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

struct Snapshot {
    std::string data;
    model::LogPosition position;
};

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

// The connections are read after the snapshot: its place in the log is none that they lie behind.
core::Task<Response> list(const Admin& admin, const Request& request) {
    auto read = [](store::Transaction& tx) { return std::pair{list_numbers(tx), tx.position()}; };
    const auto [numbers, position] = co_await admin.database.read(std::move(read));
    core::JsonObject data;
    data.raw("items", core::json_array(numbers,
                                       [&](const auto& number) {
                                           return to_json(number, admin.connections,
                                                          request.language);
                                       }))
        .null("before")
        .null("after");
    co_return answer_at(position, data.take());
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
    auto write = [&admin, credentials](store::Transaction& tx) -> core::Result<ChannelNumber> {
        const auto claimed = claim_number(tx, credentials, admin.box, admin.sinks);
        if (!claimed) return claimed.error();
        return find_number(tx, credentials.number).value();
    };
    const auto written = co_await admin.database.write(std::move(write));
    if (!written) co_return net::http::failure(request, written.error());
    co_return net::http::ok(to_json(*written, admin.connections, request.language));
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
    const auto snapshot = co_await admin.database.read(std::move(read));
    co_return answer_at(snapshot.position, snapshot.data);
}

constexpr std::pair<std::string_view, std::string_view> schemas[] = {
    {"Webhook", R"({"type":"object","description":"As Meta's Cloud API sends it."})"},
    {"ChannelNumber",
     R"({"type":"object","required":["id","display","accountId","state","fault","baseUrl",
            "apiVersion","connection","createdAt","updatedAt"],"properties":{
            "id":{"type":"string"},"display":{"type":"string"},"accountId":{"type":"string"},
            "state":{"type":"string","enum":["claimed","unclaimed"]},
            "fault":{"type":["string","null"],"description":"Why its queue stands still."},
            "baseUrl":{"type":"string"},"apiVersion":{"type":"string"},
            "connection":{"$ref":"#/components/schemas/Connection"},
            "createdAt":{"type":"string","format":"date-time"},
            "updatedAt":{"type":"string","format":"date-time"}}})"},
    {"ChannelNumberPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/ChannelNumber"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"Credentials", R"({"type":"object","required":["accessToken"],"properties":{
            "accessToken":{"type":"string","description":"Write-only."},
            "accountId":{"type":"string"},"baseUrl":{"type":"string"},
            "apiVersion":{"type":"string"}}})"},
    {"Connection", R"({"type":"object","required":["state","fault","checkedAt","lastWebhookAt",
            "lastSentAt","quality"],"properties":{
            "state":{"type":"string","enum":["unknown","connected","limited","failing"]},
            "fault":{"oneOf":[{"$ref":"#/components/schemas/ConnectionFault"},{"type":"null"}]},
            "checkedAt":{"type":["string","null"],"format":"date-time"},
            "lastWebhookAt":{"type":["string","null"],"format":"date-time"},
            "lastSentAt":{"type":["string","null"],"format":"date-time"},
            "quality":{"type":["string","null"],"description":"As Meta rates the number."}}})"},
    {"ConnectionFault",
     R"({"type":"object","required":["code","detail","text","hint"],"properties":{
            "code":{"type":"string","description":"connection.token, connection.network, …"},
            "detail":{"type":"string"},"text":{"type":"string"},"hint":{"type":"string"}}})"},
    {"NumberConnectionPage",
     R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"type":"object",
            "required":["numberId","display","connection"],"properties":{
            "numberId":{"type":"string"},"display":{"type":"string"},
            "connection":{"$ref":"#/components/schemas/Connection"}}}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"WhatsappHealth", R"({"type":"object","required":["webhookSecret","verifyToken",
            "lastWebhookAt","oldestQueuedAt","connection","numbers"],"properties":{
            "webhookSecret":{"type":"boolean"},"verifyToken":{"type":"boolean"},
            "lastWebhookAt":{"type":["string","null"],"format":"date-time"},
            "oldestQueuedAt":{"type":["string","null"],"format":"date-time"},
            "connection":{"$ref":"#/components/schemas/Connection"},
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

std::string to_json(const ChannelNumber& number, const ConnectionBook& connections,
                    core::Language language) {
    return core::JsonObject()
        .text("id", number.id.text())
        .text("display", number.display)
        .text("accountId", number.account)
        .text("state", number.claimed ? "claimed" : "unclaimed")
        .text_or_null("fault", std::string_view(number.fault))
        .text("baseUrl", number.base_url)
        .text("apiVersion", number.api_version)
        .raw("connection", to_json(connections.find(number.id).value_or(Connection{}), language))
        .text("createdAt", core::to_iso8601(number.created_at))
        .text("updatedAt", core::to_iso8601(number.updated_at))
        .take();
}

Response answer_at(const model::LogPosition& position, std::string_view data) {
    auto response = net::http::ok(data);
    net::http::say_position(response, position);
    return response;
}

std::vector<net::Route> admin_routes(const Admin& admin) {
    using model::Permission;
    using Principal = model::Principal;
    std::vector<net::Route> routes;
    routes.emplace_back(
        net::Method::get, "/api/whatsapp/numbers", Permission::read_users,
        [&admin](const Request& request, const Principal&) { return list(admin, request); },
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
