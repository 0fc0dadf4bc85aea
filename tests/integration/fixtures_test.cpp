// Every webhook of pywa's fixtures, each on an empty database, through the door and into the
// journal: taken, answered 200, stored whole and listed under its kind.
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "store/testing.hpp"
#include "webhook_fixtures.hpp"
#include "whatsapp/journal_store.hpp"
#include "whatsapp/testing.hpp"
#include "whatsapp/webhook_routes.hpp"

namespace {

namespace json = boost::json;

std::size_t size_of(const json::object& value, std::string_view name) {
    const auto* array = value.if_contains(name);
    return array != nullptr && array->is_array() ? array->as_array().size() : 0;
}

// One change of a case, and how many items of which kind it is to be listed as.
struct Expected {
    std::string kind;
    std::size_t items = 0;
};
std::vector<Expected> expected_of(const json::object& change) {
    const auto field = std::string(change.at("field").as_string());
    const auto& value = change.at("value").as_object();
    if (field == "smb_message_echoes") return {{"echo", size_of(value, "message_echoes")}};
    if (field != "messages") return {{field, 1}};
    return {{"message", size_of(value, "messages")},
            {"status", size_of(value, "statuses")},
            {"errors", size_of(value, "errors") > 0 ? 1U : 0U}};
}

// An empty house with its door.
struct House {
    int post(const std::string& body) {
        net::http::Request request;
        request.body = body;
        request.headers = {{"X-Hub-Signature-256",
                            "sha256=" + core::to_hex(core::HmacSha256("secret").sign(body))}};
        for (const auto& route : webhooks.routes())
            if (route.method == net::Method::post)
                return store.scheduler.complete(route.handler(request, {})).status;
        return 0;
    }
    std::size_t listed(const std::string& kind) {
        std::size_t items = 0;
        for (const auto& count : store.write(whatsapp::items_by_kind))
            if (count.kind == kind && count.state != "dead")
                items += static_cast<std::size_t>(count.count);
        return items;
    }

    static whatsapp::Settings settings() {
        whatsapp::Settings made;
        made.app_secret = "secret";
        return made;
    }

    store::TestDatabase store;
    whatsapp::RecordingSink sink;
    whatsapp::Webhooks webhooks{
        {store.database, store.clock, store.metrics, core::Log()}, settings(), {sink}, "1.0.0"};
};

void take_in(const WebhookCase& one) {
    CAPTURE(one.name);
    House house;
    const auto body = core::to_json(one.body);
    CHECK(house.post(body) == 200);
    std::size_t messages = 0;
    for (const auto& entry : one.body.at("entry").as_array())
        for (const auto& change : entry.at("changes").as_array())
            for (const auto& [kind, items] : expected_of(change.as_object())) {
                CHECK_MESSAGE(house.listed(kind) == items, kind);
                if (kind == "message" || kind == "echo") messages += items;
            }
    CHECK(house.sink.messages.size() == messages);
    const auto kept = house.store.write([](store::Transaction& tx) {
        auto rows = tx.rows("SELECT body FROM journal");
        return rows.next() ? rows.text(0) : std::string();
    });
    CHECK(kept == body);
    CHECK(house.post(body) == 200);
    CHECK(house.sink.messages.size() == messages);
}

}  // namespace

TEST_CASE("every webhook of the fixtures is taken in, stored whole and listed by kind") {
    const auto cases = webhook_cases();
    if (cases.empty()) {
        MESSAGE("skipped: no fixtures");
        return;
    }
    CHECK(cases.size() >= 70);
    for (const auto& one : cases) take_in(one);
}
