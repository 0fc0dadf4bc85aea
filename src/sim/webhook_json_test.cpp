#include "sim/webhook_json.hpp"

#include <array>
#include <doctest/doctest.h>

#include "core/json.hpp"

using namespace sim;

namespace {

WebhookItem message(std::string wamid, std::size_t number = 0) {
    WebhookItem item;
    item.number = number;
    item.wamid = wamid;
    item.contact = {{"profile", {{"name", "Ana"}}}, {"wa_id", "34412345678"}};
    item.payload = {{"id", wamid}};
    return item;
}

WebhookItem status(std::string wamid) {
    auto item = message(std::move(wamid));
    item.kind = WebhookItem::Kind::status;
    return item;
}

core::json::array changes_of(std::span<const WebhookItem> items) {
    const std::array numbers{BusinessNumber{"111", "15550001111", "A"},
                             BusinessNumber{"222", "15550002222", "B"}};
    const auto body = core::parse_json(webhook_body("900", numbers, items)).value();
    CHECK(body.at("object") == "whatsapp_business_account");
    CHECK(body.at("entry").as_array().size() == 1);
    CHECK(body.at("entry").at(0).at("id") == "900");
    return body.at("entry").at(0).at("changes").as_array();
}

}  // namespace

TEST_CASE("everything beyond ASCII goes out as lower-case \\uXXXX, with pairs beyond U+FFFF") {
    CHECK(escape_non_ascii(R"({"a":"Olá ñ"})") == R"({"a":"Ol\u00e1 \u00f1"})");
    CHECK(escape_non_ascii("€") == "\\u20ac");
    CHECK(escape_non_ascii("👍") == "\\ud83d\\udc4d");
    CHECK(escape_non_ascii("plain \\n \"text\"") == "plain \\n \"text\"");
}

TEST_CASE("an escaped body reads the same as before") {
    const std::string text = "Olá 👨‍👩‍👧 “€” \x01";
    const auto json = core::to_json(core::json::value(text));
    CHECK(core::parse_json(escape_non_ascii(json)).value() == core::json::value(text));
}

TEST_CASE("one update is one change with its number, its contact and its message") {
    const std::array items{message("wamid.A")};
    const auto changes = changes_of(items);
    REQUIRE(changes.size() == 1);
    CHECK(changes.at(0).at("field") == "messages");
    const auto& value = changes.at(0).at("value");
    CHECK(value.at("messaging_product") == "whatsapp");
    CHECK(value.at("metadata").at("phone_number_id") == "111");
    CHECK(value.at("metadata").at("display_phone_number") == "15550001111");
    CHECK(value.at("contacts").at(0).at("profile").at("name") == "Ana");
    CHECK(value.at("messages").at(0).at("id") == "wamid.A");
}

TEST_CASE("neighbours of one number and kind share a value, and a contact stands there once") {
    const std::array items{message("wamid.A"), message("wamid.B"), status("wamid.C"),
                           message("wamid.D", 1)};
    const auto changes = changes_of(items);
    REQUIRE(changes.size() == 3);
    CHECK(changes.at(0).at("value").at("messages").as_array().size() == 2);
    CHECK(changes.at(0).at("value").at("contacts").as_array().size() == 1);
    CHECK(changes.at(1).at("value").at("statuses").at(0).at("id") == "wamid.C");
    CHECK(changes.at(2).at("value").at("metadata").at("phone_number_id") == "222");
}
