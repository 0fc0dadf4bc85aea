#include "core/json.hpp"

#include <doctest/doctest.h>

#include "model/conversation.hpp"
#include "model/message.hpp"

using namespace model;
namespace json = core::json;

namespace {

constexpr auto noon = 1'795'521'600'000;  // 2026-11-24T12:00:00Z

core::WallTime at(std::int64_t ms) {
    return core::from_epoch_ms(noon + ms);
}
Message reply() {
    Message message;
    message.id = MessageId{"m-1"};
    message.conversation = ConversationId{"c-1"};
    message.client_id = ClientId{"k-1"};
    message.direction = Direction::outbound;
    message.type = "text";
    message.text = "Hola \"Ana\"";
    message.wamid = "wamid.X";
    message.status = MessageStatus::failed;
    message.error = MessageError{"whatsapp.131047", "Re-engagement message", 131047};
    message.author = UserId{"u-1"};
    message.author_name = "Luz";
    message.sort_at = message.created_at = at(5);
    return message;
}
Conversation conversation() {
    Conversation one;
    one.id = ConversationId{"c-1"};
    one.number = NumberId{"106540352242922"};
    one.contact = {ContactId{"p-1"}, "Ana", "34600111222", std::nullopt};
    one.updated_at = at(0);
    return one;
}
json::value parsed(const std::string& text) {
    return core::parse_json(text).value();
}

}  // namespace

TEST_CASE("a message has the shape that the interfaces fix") {
    CHECK(parsed(to_json(reply(), core::Language::es)) ==
          parsed(R"({"id": "m-1", "conversationId": "c-1",
        "clientId": "k-1", "direction": "outbound", "type": "text", "text": "Hola \"Ana\"",
        "content": {}, "wamid": "wamid.X", "status": "failed",
        "error": {"code": "whatsapp.131047", "text": "Han pasado más de 24 horas desde el último mensaje de esta persona. WhatsApp solo permite una plantilla ahora. Espera a que la persona escriba.",
        "detail": "Re-engagement message", "metaCode": 131047},
        "author": {"id": "u-1", "name": "Luz"},
        "sortAt": "2026-11-24T12:00:00.005Z", "createdAt": "2026-11-24T12:00:00.005Z"})"));
}

TEST_CASE("a failure is worded where it is shown, by its code") {
    using core::Language;
    const MessageError window{"whatsapp.131047", "Re-engagement message", 131047};
    CHECK(words_for(window, Language::es).text.find("24 horas") != std::string::npos);
    CHECK(words_for(window, Language::en).text.find("24 hours") != std::string::npos);
    CHECK(words_for(window, Language::pt).hint.find("modelo") != std::string::npos);
    const MessageError expired{"outbox.expired", "", std::nullopt};
    CHECK(words_for(expired, Language::en).text == "The message could not be sent in time.");
    const MessageError taken{"inbox.taken_over", "Luz", std::nullopt};
    CHECK(words_for(taken, Language::en).hint == "Luz answers.");
}

TEST_CASE("what Meta tells under a code that we do not know is told in Meta's words") {
    using core::Language;
    const MessageError told{"whatsapp.139999", "Something new happened.", 139'999};
    CHECK(words_for(told, Language::en).text ==
          "WhatsApp did not send it: Something new happened.");
    const MessageError silent{"whatsapp.139999", "", 139'999};
    CHECK(words_for(silent, Language::es).text == "WhatsApp no lo envió: #139999.");
}

TEST_CASE("what a customer's message has not is null") {
    Message message;
    message.id = MessageId{"m-2"};
    message.type = "image";
    message.content = R"({"id":"9"})";
    const auto object = parsed(to_json(message, core::Language::es)).as_object();
    for (const auto* name : {"clientId", "text", "wamid", "error", "author"})
        CHECK_MESSAGE(object.at(name).is_null(), name);
    CHECK(object.at("content").at("id") == "9");
    CHECK(object.at("status") == "received");
    CHECK(object.at("direction") == "inbound");
}

TEST_CASE("a conversation has the shape that the interfaces fix") {
    auto one = conversation();
    one.assignee = UserId{"u-1"};
    one.assignee_name = "Luz";
    one.mode = Mode::takeover;
    one.unread = 3;
    one.last_inbound_at = at(0);
    one.last_message = reply();
    one.current_case = Case{CaseId{"k"}, CaseState::snoozed, at(0), {}, {}, at(60'000)};
    auto object = parsed(to_json(one, core::Language::es)).as_object();
    CHECK(object.at("lastMessage") == parsed(to_json(reply(), core::Language::es)));
    object.erase("lastMessage");
    CHECK(json::value(object) == parsed(R"({"id": "c-1",
        "contact": {"id": "p-1", "name": "Ana", "phone": "34600111222", "username": null},
        "numberId": "106540352242922", "team": null, "assignee": {"id": "u-1", "name": "Luz"},
        "mode": "takeover", "unread": 3, "windowClosesAt": "2026-11-25T12:00:00.000Z",
        "waitingSince": null,
        "case": {"id": "k", "state": "snoozed", "openedAt": "2026-11-24T12:00:00.000Z",
                 "firstReplyAt": null, "resolvedAt": null,
                 "snoozedUntil": "2026-11-24T12:01:00.000Z"},
        "updatedAt": "2026-11-24T12:00:00.000Z"})"));
}

TEST_CASE("a conversation nobody has, without a message, says null for all of it") {
    const auto object = parsed(to_json(conversation(), core::Language::es)).as_object();
    for (const auto* name : {"assignee", "lastMessage", "windowClosesAt", "case", "team"})
        CHECK_MESSAGE(object.at(name).is_null(), name);
}

TEST_CASE("the window is open until 24 hours sharp") {
    auto one = conversation();
    CHECK_FALSE(window_is_open(one, at(0)));
    one.last_inbound_at = at(0);
    CHECK(window_is_open(one, at(24 * 3'600'000 - 1)));
    CHECK_FALSE(window_is_open(one, at(24 * 3'600'000)));
}

TEST_CASE("statuses join as accepted < sent < failed < delivered < read < played") {
    int before = 0;
    for (const auto* name : {"accepted", "sent", "failed", "delivered", "read", "played"}) {
        const auto status = parse_message_status(name).value();
        CHECK(to_string(status) == name);
        CHECK(status_rank(status) > before);
        before = status_rank(status);
    }
    for (const auto* name :
         {"received", "queued", "dispatching", "expired", "cancelled", "unconfirmed"})
        CHECK(status_rank(parse_message_status(name).value()) == 0);
    CHECK_FALSE(parse_message_status("seen"));
}

TEST_CASE("modes are read and written by one name") {
    for (const auto* name : {"ai_only", "spectator", "takeover"})
        CHECK(to_string(parse_mode(name).value()) == name);
    CHECK_FALSE(parse_mode("auto"));
}
