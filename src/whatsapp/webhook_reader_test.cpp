#include "whatsapp/webhook_reader.hpp"

#include <doctest/doctest.h>

using whatsapp::InboundMessage;
using whatsapp::read_webhook;
using whatsapp::StatusUpdate;
using whatsapp::WebhookItem;

namespace {

const auto now = core::from_epoch_ms(1'795'500'100'000);

std::string body_of(const std::string& field, const std::string& value,
                    const std::string& time = "") {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"1022",)" + time +
           R"("changes":[{"field":")" + field + R"(","value":)" + value + "}]}]}";
}

std::string value_of(const std::string& members) {
    return R"({"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111",)"
           R"("phone_number_id":"106"},"contacts":[{"profile":{"name":"Ana","username":"ana.r"},)"
           R"("wa_id":"34600111222","user_id":"ES.8f3K","parent_user_id":"ES.ENT.1"}],)" +
           members + "}";
}

WebhookItem only(const std::string& body) {
    auto items = read_webhook(body, now);
    REQUIRE(items.size() == 1);
    return std::move(items.front());
}

WebhookItem message_item(const std::string& members) {
    return only(body_of(
        "messages",
        value_of(R"("messages":[{"from":"34600111222","id":"wamid.A","timestamp":"1795500000",)" +
                 members + "}]")));
}
InboundMessage message(const std::string& members) {
    return std::get<InboundMessage>(message_item(members).effect);
}
WebhookItem status_item(const std::string& members) {
    return only(body_of(
        "messages",
        value_of(R"("statuses":[{"id":"wamid.O","timestamp":"1795500003",)" + members + "}]")));
}

}  // namespace

TEST_CASE("a text message brings who, when, what and its number") {
    const auto item = message_item(R"("type":"text","text":{"body":"Hola"})");
    CHECK(item.kind == "message");
    CHECK(item.detail == "text");
    CHECK(item.fault == "");
    CHECK(item.number.text() == "106");
    CHECK(item.number_display == "15550001111");
    CHECK(item.account == "1022");
    const auto& read = std::get<InboundMessage>(item.effect);
    CHECK(read.number.text() == "106");
    CHECK(read.from == model::Identities{"ES.8f3K", "ES.ENT.1", "34600111222"});
    CHECK(read.name == "Ana");
    CHECK(read.username == "ana.r");
    CHECK(read.wamid == "wamid.A");
    CHECK(read.at == core::from_epoch_ms(1'795'500'000'000));
    CHECK(read.text == "Hola");
    CHECK(read.content == R"({"body":"Hola"})");
    CHECK(read.extra == "{}");
    CHECK_FALSE(read.echo);
}

TEST_CASE("every type of message keeps its content whole") {
    const auto content_of = [](const std::string& type, const std::string& content) {
        const auto read = message(R"("type":")" + type + R"(",")" + type + "\":" + content);
        CHECK(read.type == type);
        CHECK(read.content == content);
        return read;
    };
    CHECK(content_of("image", R"({"id":"901","caption":"roof"})").text == "roof");
    CHECK(content_of("video", R"({"id":"902"})").text == std::nullopt);
    CHECK(content_of("document", R"({"id":"903","filename":"a.pdf","caption":"bill"})").text ==
          "bill");
    content_of("audio", R"({"id":"904","voice":true})");
    content_of("sticker", R"({"id":"905","animated":false})");
    content_of("location", R"({"latitude":37.4611978,"longitude":-122.2164385})");
    content_of("contacts", R"([{"name":{"formatted_name":"Ana"}}])");
    content_of("order", R"({"catalog_id":"77","product_items":[{"item_price":9.50}]})");
    content_of("request_welcome", "{}");
    CHECK(content_of("button", R"({"payload":"CANCEL:1","text":"Cancel"})").text == "Cancel");
    CHECK(content_of("interactive",
                     R"({"type":"list_reply","list_reply":{"id":"s","title":"10:30"}})")
              .text == "10:30");
    CHECK(content_of("interactive", R"({"type":"nfm_reply","nfm_reply":{"response_json":"{}"}})")
              .text == std::nullopt);
    CHECK(content_of("reaction", R"({"message_id":"wamid.B","emoji":"x"})").about_wamid ==
          "wamid.B");
    CHECK(content_of("revoke", R"({"original_message_id":"wamid.C"})").about_wamid == "wamid.C");
    const auto edit = content_of("edit", R"({"original_message_id":"wamid.D",)"
                                         R"("message":{"type":"text","text":{"body":"new"}}})");
    CHECK(edit.about_wamid == "wamid.D");
    CHECK(edit.text == "new");
}

TEST_CASE("a type that we do not know is unsupported, and the whole message is kept") {
    const auto item = message_item(R"("type":"hologram","hologram":{"id":7})");
    const auto& read = std::get<InboundMessage>(item.effect);
    CHECK(item.fault == "");
    CHECK(read.type == "unsupported");
    CHECK(read.content.find(R"("hologram":{"id":7})") != std::string::npos);
    CHECK(message(R"("type":"unknown","errors":[{"code":131051}])").type == "unsupported");
    CHECK(message(R"("x":1)").type == "unsupported");
}

TEST_CASE("quotes, referrals, identity checks and errors stay beside the content") {
    const auto read =
        message(R"("type":"text","text":{"body":"x"},"context":{"from":"1","id":"wamid.Q"},)"
                R"("referral":{"source_id":"120"},"identity":{"hash":"h"},"errors":[{"code":1}])");
    CHECK(read.reply_to_wamid == "wamid.Q");
    CHECK(read.extra == R"({"context":{"from":"1","id":"wamid.Q"},"referral":{"source_id":"120"},)"
                        R"("identity":{"hash":"h"},"errors":[{"code":1}]})");
}

TEST_CASE("a message may come without a phone number") {
    const auto item = only(body_of(
        "messages",
        R"({"metadata":{"phone_number_id":"106"},"contacts":[{"profile":{"name":"Eva"},)"
        R"("user_id":"BR.1"}],"messages":[{"from_user_id":"BR.1","id":"w","type":"text"}]})"));
    CHECK(item.fault == "");
    const auto& read = std::get<InboundMessage>(item.effect);
    CHECK(read.from == model::Identities{"BR.1", "", ""});
    CHECK(read.name == "Eva");
}

TEST_CASE("a contact that contradicts the message lends it nothing") {
    const auto item = only(
        body_of("messages", value_of(R"("messages":[{"from":"34999","id":"w","type":"text"}])")));
    CHECK(std::get<InboundMessage>(item.effect).from == model::Identities{"", "", "34999"});
    const auto stranger = only(body_of(
        "messages",
        value_of(
            R"("messages":[{"from":"34600111222","from_user_id":"ES.other","id":"w","type":"text"}])")));
    CHECK(std::get<InboundMessage>(stranger.effect).from ==
          model::Identities{"ES.other", "", "34600111222"});
}

TEST_CASE("ids that come as JSON numbers are the same ids") {
    const auto item = only(
        R"({"entry":[{"id":98765432109876543210,"changes":[{"field":"messages","value":{)"
        R"("metadata":{"phone_number_id":12345678901234567890},)"
        R"("messages":[{"from":34600111222,"id":"w","timestamp":1795500000,"type":"text"}]}}]}]})");
    CHECK(item.account == "98765432109876543210");
    CHECK(item.number.text() == "12345678901234567890");
    const auto& read = std::get<InboundMessage>(item.effect);
    CHECK(read.from.phone == "34600111222");
    CHECK(read.at == core::from_epoch_ms(1'795'500'000'000));
}

TEST_CASE("a time ahead of now, or none that can be read, is now") {
    const auto at = [](const std::string& seconds) {
        const auto item = only(body_of(
            "messages", value_of(R"("messages":[{"from":"1","id":"w","type":"text","timestamp":)" +
                                 seconds + "}]")));
        return std::get<InboundMessage>(item.effect).at;
    };
    for (const auto* seconds :
         {"\"1795500101\"", "\"9223372036854775807\"", "\"-5\"", "\"x\"", "null", "0"})
        CHECK_MESSAGE(at(seconds) == now, seconds);
    CHECK(at("\"1795500100\"") == now);
    CHECK(at("1") == core::from_epoch_ms(1000));
}

TEST_CASE("a changed number and a changed user id say who was and who is") {
    const auto changed =
        message_item(R"("type":"system","system":{"body":"moved","wa_id":"34600999888",)"
                     R"("type":"user_changed_number"})");
    REQUIRE(changed.identity_change.has_value());
    CHECK(changed.identity_change->before ==
          model::Identities{"ES.8f3K", "ES.ENT.1", "34600111222"});
    CHECK(changed.identity_change->after ==
          model::Identities{"ES.8f3K", "ES.ENT.1", "34600999888"});
    CHECK(std::get<InboundMessage>(changed.effect).text == "moved");

    const auto user = message_item(
        R"("type":"system","system":{"user_id":"ES.new","type":"user_changed_user_id"})");
    REQUIRE(user.identity_change.has_value());
    CHECK(user.identity_change->before.user == "ES.8f3K");
    CHECK(user.identity_change->after.user == "ES.new");

    const auto keys =
        message_item(R"("type":"system","system":{"type":"customer_identity_changed"})");
    CHECK_FALSE(keys.identity_change.has_value());
}

TEST_CASE("an echo speaks of the customer to whom the business wrote") {
    const auto item = only(
        body_of("smb_message_echoes",
                R"({"metadata":{"phone_number_id":"106"},"message_echoes":[{"from":"15550001111",)"
                R"("to":"34600111222","to_user_id":"ES.1","id":"wamid.E","timestamp":"1795500014",)"
                R"("type":"text","text":{"body":"from the phone"}}]})"));
    CHECK(item.kind == "echo");
    CHECK(item.key == "m|106|wamid.E");
    const auto& read = std::get<InboundMessage>(item.effect);
    CHECK(read.echo);
    CHECK(read.from == model::Identities{"ES.1", "", "34600111222"});
}

TEST_CASE("a status brings its attempt, its rank and why it failed") {
    const auto sent = status_item(R"("status":"sent","biz_opaque_callback_data":"job-17")");
    CHECK(sent.kind == "status");
    CHECK(sent.detail == "sent");
    const auto& update = std::get<StatusUpdate>(sent.effect);
    CHECK(update.status == model::MessageStatus::sent);
    CHECK(update.attempt.text() == "job-17");
    CHECK(update.wamid == "wamid.O");

    const auto failed =
        status_item(R"("status":"failed","errors":[{"code":131047,"title":"Re-engagement message",)"
                    R"("error_data":{"details":"More than 24 hours"}}])");
    CHECK(std::get<StatusUpdate>(failed.effect).error ==
          model::MessageError{"whatsapp.131047", "More than 24 hours", 131047});

    const auto again = whatsapp::read_status(failed.raw, now);
    REQUIRE(again.has_value());
    CHECK(again->status == model::MessageStatus::failed);
    CHECK(again->wamid == "wamid.O");
}

TEST_CASE("a status that we do not know is recorded and does nothing") {
    for (const auto* status :
         {"deleted", "warning", "accepted", "queued", "received", "unconfirmed", "teleported"}) {
        const auto item = status_item(R"("status":")" + std::string(status) + '"');
        CHECK(std::holds_alternative<std::monostate>(item.effect));
        CHECK(item.fault == "");
        CHECK(item.raw.find(status) != std::string::npos);
    }
}

TEST_CASE("a message is known by number and wamid alone") {
    CHECK(message_item(R"("type":"text","text":{"body":"a"})").key == "m|106|wamid.A");
    CHECK(message_item(R"("type":"image","image":{})").key == "m|106|wamid.A");
}

TEST_CASE("a status is known by number, wamid, status and recipient") {
    CHECK(status_item(R"("status":"read")").key == "s|106|wamid.O|read|");
    CHECK(status_item(R"("status":"read","recipient_id":"346")").key == "s|106|wamid.O|read|346");
    CHECK(status_item(R"("status":"read","recipient_user_id":"ES.1")").key ==
          "s|106|wamid.O|read|ES.1");
    CHECK(status_item(R"("status":"read","recipient_id":"GROUP","recipient_type":"group",)"
                      R"("recipient_participant_id":"346")")
              .key == "s|106|wamid.O|read|346");
}

TEST_CASE("every other change is known by account, entry time, field and value") {
    const auto key = [](const std::string& field, const std::string& value,
                        const std::string& time) {
        return only(body_of(field, value, "\"time\":" + time + ",")).key;
    };
    const auto first = key("account_update", R"({"event":"ACCOUNT_DELETED"})", "17");
    CHECK(first == key("account_update", R"( {"event" : "ACCOUNT_DELETED"} )", "17"));
    CHECK(first != key("account_update", R"({"event":"ACCOUNT_DELETED"})", "18"));
    CHECK(first != key("account_alerts", R"({"event":"ACCOUNT_DELETED"})", "17"));
    CHECK(first != key("account_update", R"({"event":"ACCOUNT_OFFBOARDED"})", "17"));
}

TEST_CASE("every field is listed under its own name with what happened") {
    const auto listed = [](const std::string& field, const std::string& value) {
        const auto item = only(body_of(field, value));
        CHECK(item.kind == field);
        CHECK(item.fault == "");
        CHECK(std::holds_alternative<std::monostate>(item.effect));
        CHECK(item.raw == value);
        return item.detail;
    };
    CHECK(listed("message_template_status_update",
                 R"({"event":"REJECTED","message_template_id":1689550000000001})") == "REJECTED");
    CHECK(listed("account_review_update", R"({"decision":"APPROVED"})") == "APPROVED");
    CHECK(listed("account_alerts", R"({"entity_type":"BUSINESS"})") == "BUSINESS");
    CHECK(listed("calls", R"({"calls":[{"id":"wacid.1","event":"terminate"}]})") == "terminate");
    CHECK(listed("calls", R"({"statuses":[{"id":"wacid.1","type":"call","status":"RINGING"}]})") ==
          "RINGING");
    CHECK(listed("user_preferences", R"({"user_preferences":[{"value":"stop"}]})") == "stop");
    CHECK(listed("group_lifecycle_update", R"({"groups":[{"type":"group_create"}]})") ==
          "group_create");
    CHECK(listed("smb_app_state_sync", R"({"state_sync":[{"action":"add"}]})") == "add");
    CHECK(listed("history", R"({"history":[{"threads":[]}]})") == "");
    CHECK(listed("consumer_profile", R"({"x":[1,2]})") == "");
    CHECK(listed("phone_number_quality_update", "null") == "");
}

TEST_CASE("a customer's call that is over is a message; others' and those that ring are listed") {
    const auto call = [](const std::string& event, const std::string& direction) {
        return R"({"id":"wacid.1","from":"34600111222","to":"15550001111","event":")" + event +
               R"(","direction":")" + direction +
               R"(","timestamp":"1795500000","status":"FAILED"})";
    };
    const auto missed = call("terminate", "USER_INITIATED");
    const auto item = only(body_of("calls", value_of(R"("calls":[)" + missed + "]")));
    CHECK(item.kind == "calls");
    CHECK(item.detail == "terminate");
    CHECK(item.key == "m|106|wacid.1");
    const auto& message = std::get<InboundMessage>(item.effect);
    CHECK(message.type == "call");
    CHECK(message.wamid == "wacid.1");
    CHECK(message.from.phone == "34600111222");
    CHECK(message.from.user == "ES.8f3K");
    CHECK(message.name == "Ana");
    CHECK(message.number == model::NumberId{"106"});
    CHECK(message.at == core::from_epoch_ms(1'795'500'000'000));
    CHECK(message.content == missed);
    for (const auto& other :
         {call("connect", "USER_INITIATED"), call("terminate", "BUSINESS_INITIATED")}) {
        const auto recorded = only(body_of("calls", value_of(R"("calls":[)" + other + "]")));
        CHECK(std::holds_alternative<std::monostate>(recorded.effect));
        CHECK(recorded.raw.find(other) != std::string::npos);
    }
}

TEST_CASE("errors of the account are an item of their own, also beside messages") {
    const auto items = read_webhook(
        body_of("messages", value_of(R"("messages":[{"from":"1","id":"w","type":"interactive"}],)"
                                     R"("errors":[{"code":131000}])")),
        now);
    REQUIRE(items.size() == 2);
    CHECK(items[0].detail == "interactive");
    CHECK(std::get<InboundMessage>(items[0].effect).content == "{}");
    CHECK(items[1].kind == "errors");
    CHECK(items[1].detail == "131000");
}

TEST_CASE("a message or a status without what names it is dead, its bytes kept") {
    const auto dead = [](const std::string& value) {
        const auto item = only(body_of("messages", value));
        CHECK(std::holds_alternative<std::monostate>(item.effect));
        CHECK(item.key.starts_with("d|"));
        CHECK(item.raw != "");
        return item.fault;
    };
    CHECK(dead(R"({"messages":[{"from":"1","id":"w","type":"text"}]})") ==
          "webhook.number_missing");
    CHECK(dead(R"({"metadata":{"phone_number_id":"1"},"messages":[{"from":"1","type":"text"}]})") ==
          "webhook.id_missing");
    CHECK(dead(R"({"metadata":{"phone_number_id":"1"},"messages":[{"id":"w","type":"text"}]})") ==
          "webhook.sender_missing");
    CHECK(dead(R"({"metadata":{"phone_number_id":"1"},"messages":["x"]})") ==
          "webhook.sender_missing");
    CHECK(dead(R"({"metadata":{"phone_number_id":"1"},"statuses":[{"status":"sent"}]})") ==
          "webhook.id_missing");
}

TEST_CASE("a body that is no webhook is one dead item, known by its bytes") {
    const auto fault = [](const std::string& body) {
        const auto item = only(body);
        CHECK(item.kind == "body");
        return item.fault;
    };
    CHECK(fault(R"({"object":)") == "json.malformed");
    CHECK(fault("\xff\xfe") == "json.malformed");
    CHECK(fault(std::string(100'000, '[')) == "json.too_deep");
    CHECK(fault("{}") == "webhook.unknown_shape");
    CHECK(fault("[]") == "webhook.unknown_shape");
    CHECK(fault(R"({"entry":[{"id":"1"}]})") == "webhook.unknown_shape");
    CHECK(fault(R"({"entry":[{"id":"1","changes":[17]}]})") == "webhook.unknown_shape");
    CHECK(only("{}").key == only("{}").key);
    CHECK(only("{}").key != only("{ }").key);
}

namespace {

std::string batch(std::size_t count) {
    std::string messages = R"("messages":[)";
    for (std::size_t i = 0; i < count; ++i)
        messages += (i > 0 ? "," : "") + std::string(R"({"from":"1","type":"text","id":"w)") +
                    std::to_string(i) + "\"}";
    return body_of("messages", value_of(messages + "]"));
}

}  // namespace

TEST_CASE("all of a batch is read, over entries, changes and messages; too many are dead") {
    CHECK(read_webhook(batch(1000), now).size() == 1000);
    CHECK(read_webhook(batch(whatsapp::webhook_items_max), now).size() ==
          whatsapp::webhook_items_max);
    CHECK(only(batch(whatsapp::webhook_items_max + 1)).fault == "webhook.too_many_items");

    const auto items = read_webhook(
        R"({"entry":[{"id":"1","changes":[{"field":"a","value":1},{"field":"b","value":2}]},)"
        R"({"id":"2","changes":[{"field":"c","value":3}]}]})",
        now);
    REQUIRE(items.size() == 3);
    CHECK(items[2].account == "2");
}
