#include <doctest/doctest.h>

#include "inbox/deliveries.hpp"
#include "inbox/replies.hpp"
#include "inbox/testing_api.hpp"

using namespace std::chrono_literals;
using inbox::ApiFixture;

namespace {

std::string text_of(const core::json::value& value) {
    return std::string(value.as_string());
}

std::string send_body(const std::string& client_id, const std::string& text = "Hello") {
    return R"({"clientId":")" + client_id + R"(","type":"text","text":")" + text + R"("})";
}

}  // namespace

TEST_CASE_FIXTURE(ApiFixture,
                  "the list, the conversation and the event show one and the same state") {
    ana_writes("Otra");
    const auto event = core::parse_json(new_events().back().data).value();
    const auto list = get(eva_signed_in, "/api/conversations");
    CHECK(list.status == 200);
    CHECK(list.data().at("items").as_array().size() == 1);
    CHECK(list.data().at("items").at(0) == event.at("conversation"));
    CHECK(list.data().at("before").is_null());
    CHECK(list.data().at("after").is_null());
    CHECK(get(eva_signed_in, path).data() == event.at("conversation"));
}

TEST_CASE_FIXTURE(ApiFixture, "an answer says where in the event log its snapshot stands") {
    const auto before = get(eva_signed_in, "/api/conversations").sequence;
    ana_writes();
    const auto position = database.database.position();
    const auto after = get(eva_signed_in, path + "/messages").sequence;
    CHECK(after != before);
    CHECK(after == position.epoch + "/" + std::to_string(position.sequence));
    CHECK(get(eva_signed_in, path).sequence == after);
    CHECK(get(eva_signed_in, "/api/contacts").sequence == after);
    CHECK(get(eva_signed_in, "/api/conversations/none").sequence == after);
    CHECK(post(eva_signed_in, path + "/read").sequence ==
          position.epoch + "/" + std::to_string(position.sequence + 1));
}

TEST_CASE_FIXTURE(ApiFixture, "what one may not see is not there, on every route") {
    const auto message = reply("Hello").value().id.text();
    const auto contact = conversation().contact.id.text();
    const std::string many = path + "/messages/" + message + "/";
    for (const auto& target : {path, path + "/messages"}) {
        CAPTURE(target);
        CHECK(get(eva_signed_in, target).status == 200);
        CHECK(get(outsider, target).status == 404);
        CHECK(get(outsider, target).code() == "inbox.not_found");
    }
    for (const auto& [target, body] : std::vector<std::pair<std::string, std::string>>{
             {path + "/read", ""},
             {path + "/assign", R"({"userId":"max"})"},
             {path + "/takeover", ""},
             {path + "/resolve", ""},
             {path + "/snooze", R"({"until":"2026-12-24T12:00:00Z"})"},
             {path + "/messages", send_body("c-1")},
             {many + "send_again", ""},
             {many + "leave", ""},
             {many + "cancel", ""}}) {
        CAPTURE(target);
        CHECK(post(outsider, target, body).status == 404);
        CHECK(post(outsider, target, body).code() == "inbox.not_found");
    }
    CHECK(get(outsider, "/api/conversations").data().at("items").as_array().empty());
    CHECK(get(eva_signed_in, "/api/contacts/" + contact).status == 200);
    CHECK(get(outsider, "/api/contacts/" + contact).code() == "inbox.contact_not_found");
    CHECK(get(outsider, "/api/contacts").data().at("items").as_array().empty());
}

TEST_CASE_FIXTURE(ApiFixture, "every route asks for somebody who is signed in") {
    for (const auto& route : routes) {
        CAPTURE(route.path);
        CHECK(route.permission == model::Permission::signed_in);
        CHECK_FALSE(route.doc.summary.empty());
    }
    CHECK(routes.size() == 14);
}

TEST_CASE_FIXTURE(ApiFixture, "the OpenAPI document knows every shape that the routes name") {
    auto schemas = inbox::component_schemas();
    schemas.push_back({"Person", R"({"type":"object"})"});
    const auto document = core::parse_json(openapi_document({"t", "1", ""}, routes, schemas));
    REQUIRE(document.has_value());
    const auto& shapes = document->at("components").at("schemas");
    // Every member that the shape requires is in the answer, and no other.
    const auto shown = get(eva_signed_in, path).data();
    const auto& required = shapes.at("Conversation").at("required").as_array();
    CHECK(shown.as_object().size() == required.size());
    for (const auto& name : required) CHECK(shown.as_object().contains(name.as_string()));
    const auto& message = shown.at("lastMessage").as_object();
    const auto& of_message = shapes.at("Message").at("required").as_array();
    CHECK(message.size() == of_message.size());
    for (const auto& name : of_message) CHECK(message.contains(name.as_string()));
}

TEST_CASE_FIXTURE(ApiFixture,
                  "a message that is sent is 201, and the same again is the same answer") {
    const auto first = post(eva_signed_in, path + "/messages", send_body("c-1"));
    CHECK(first.status == 201);
    CHECK(text_of(first.data().at("status")) == "queued");
    CHECK(text_of(first.data().at("author").at("name")) == "Eva");
    const auto again = post(eva_signed_in, path + "/messages", send_body("c-1"));
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    const auto other = post(eva_signed_in, path + "/messages", send_body("c-1", "Other words"));
    CHECK(other.status == 422);
    CHECK(queued_texts().size() == 1);
    CHECK(database.metrics.to_prometheus().find("chasqui_replies_total 2") != std::string::npos);
}

TEST_CASE_FIXTURE(ApiFixture,
                  "a thread is paged by its cursors, and knows how far I have seen it") {
    for (int i = 0; i < 5; ++i) ana_writes(std::to_string(i));
    const auto newest = get(eva_signed_in, path + "/messages?limit=2");
    CHECK(newest.data().at("items").as_array().size() == 2);
    CHECK(text_of(newest.data().at("items").at(1).at("text")) == "4");
    CHECK(newest.data().at("seen").is_null());
    const auto before = text_of(newest.data().at("before"));
    const auto older = get(eva_signed_in, path + "/messages?limit=3&before=" + before);
    CHECK(text_of(older.data().at("items").at(2).at("text")) == "2");
    const auto after = text_of(older.data().at("after"));
    const auto newer = get(eva_signed_in, path + "/messages?after=" + after);
    CHECK(newer.data().at("items") == newest.data().at("items"));

    post(eva_signed_in, path + "/read");
    const auto seen = get(eva_signed_in, path + "/messages").data().at("seen");
    CHECK(seen.at("messageId") == newest.data().at("items").at(1).at("id"));
    CHECK(get(leo_signed_in, path + "/messages").data().at("seen").is_null());
}

TEST_CASE_FIXTURE(ApiFixture, "the second hand gets 409 and the name of the first") {
    CHECK(post(eva_signed_in, path + "/takeover").status == 200);
    const auto second = post(leo_signed_in, path + "/takeover");
    CHECK(second.status == 409);
    CHECK(second.code() == "inbox.taken");
    CHECK(text_of(second.body.at("error")) == "Eva has this conversation already.");
    CHECK(text_of(get(leo_signed_in, path).data().at("assignee").at("name")) == "Eva");
    CHECK(post(eva_signed_in, path + "/takeover", R"({"mode":"ai_only"})").status == 200);
    CHECK(post(leo_signed_in, path + "/takeover", "{}").status == 200);
}

TEST_CASE_FIXTURE(ApiFixture, "assigning, resolving and snoozing answer with the new state") {
    auto answer = post(eva_signed_in, path + "/assign", R"({"userId":"leo","teamId":"sales"})");
    CHECK(text_of(answer.data().at("assignee").at("id")) == "leo");
    CHECK(text_of(answer.data().at("team")) == "sales");
    answer = post(eva_signed_in, path + "/assign", R"({"userId":null})");
    CHECK(answer.data().at("assignee").is_null());
    CHECK(text_of(answer.data().at("team")) == "sales");

    const auto until = core::to_iso8601(clock.wall() + 1h);
    answer = post(eva_signed_in, path + "/snooze", R"({"until":")" + until + R"("})");
    CHECK(text_of(answer.data().at("case").at("state")) == "snoozed");
    CHECK(text_of(answer.data().at("case").at("snoozedUntil")) == until);
    answer = post(eva_signed_in, path + "/resolve");
    CHECK(text_of(answer.data().at("case").at("state")) == "resolved");
    CHECK(get(eva_signed_in, "/api/conversations?state=resolved")
              .data()
              .at("items")
              .as_array()
              .size() == 1);
    CHECK(
        get(eva_signed_in, "/api/conversations?state=open").data().at("items").as_array().empty());
    CHECK(log.contains("conversation_resolved"));
    CHECK_FALSE(log.contains("Hola"));
}

TEST_CASE_FIXTURE(ApiFixture, "what a request has wrong is named, and nothing is written") {
    new_events();
    struct Bad {
        std::string target;
        std::string body;
        std::string code;
    };
    for (const auto& bad : {
             Bad{"/messages", "{", "json.malformed"},
             Bad{"/messages", "", "json.missing"},
             Bad{"/messages", R"({"clientId":7,"type":"text","text":"x"})", "json.type"},
             Bad{"/messages", R"({"clientId":"c","type":"image","text":"x"})", "inbox.type"},
             Bad{"/messages", send_body("c", ""), "inbox.empty_text"},
             Bad{"/messages", send_body("c", std::string(4097, 'x')), "inbox.text_too_long"},
             Bad{"/messages", send_body(""), "inbox.client_id"},
             Bad{"/assign", "{}", "json.missing"},
             Bad{"/assign", R"({"userId":3})", "json.type"},
             Bad{"/assign", R"({"userId":"nobody"})", "inbox.unknown_user"},
             Bad{"/assign", R"({"userId":"leo","teamId":"none"})", "inbox.unknown_team"},
             Bad{"/takeover", R"({"mode":"boss"})", "inbox.mode"},
             Bad{"/snooze", R"({"until":"tomorrow"})", "inbox.time"},
             Bad{"/snooze", R"({"until":"2020-01-01T00:00:00Z"})", "inbox.snooze_past"},
         }) {
        CAPTURE(bad.target);
        CAPTURE(bad.body.substr(0, 60));
        const auto answer = post(eva_signed_in, path + bad.target, bad.body);
        CHECK(answer.status == 400);
        CHECK(answer.code() == bad.code);
    }
    for (const auto& [query, code] : std::vector<std::pair<std::string, std::string>>{
             {"view=best", "inbox.view"},
             {"state=gone", "inbox.state"},
             {"limit=101", "inbox.limit"},
             {"before=x", "inbox.cursor"},
         }) {
        CAPTURE(query);
        CHECK(get(eva_signed_in, "/api/conversations?" + query).code() == code);
    }
    CHECK(new_events().empty());
    CHECK(conversation().assignee.empty());
    CHECK(queued_texts().empty());
}

TEST_CASE_FIXTURE(ApiFixture, "the window closes for the API too") {
    clock.advance(24h);
    const auto answer = post(eva_signed_in, path + "/messages", send_body("c-1"));
    CHECK(answer.status == 409);
    CHECK(answer.code() == "inbox.window_closed");
}

TEST_CASE_FIXTURE(ApiFixture,
                  "a failure is worded in the reader's language, in an event in the product's") {
    const auto sent = post(eva_signed_in, path + "/messages", send_body("c-1"));
    const model::MessageId id{text_of(sent.data().at("id"))};
    new_events();
    write([&](store::Transaction& tx) {
        inbox::take_delivery(tx, {id, model::MessageStatus::failed, "wamid.1",
                                  model::MessageError{"whatsapp.131026", "Undeliverable", 131026}});
    });
    const auto event = core::parse_json(new_events().back().data).value();
    CHECK(text_of(event.at("message").at("error").at("text")).starts_with("WhatsApp no pudo"));
    const auto page = get(eva_signed_in, path + "/messages").data();
    const auto& error = page.at("items").as_array().back().at("error");
    CHECK(text_of(error.at("text")).starts_with("WhatsApp could not deliver it"));
    CHECK(text_of(error.at("detail")) == "Undeliverable");
    CHECK(text_of(error.at("code")) == "whatsapp.131026");
    const auto shown = get(eva_signed_in, path).data();
    CHECK(shown.at("lastMessage").at("error") == error);
}

TEST_CASE_FIXTURE(ApiFixture, "a person decides about a message that is stuck") {
    const auto sent = post(eva_signed_in, path + "/messages", send_body("c-1"));
    const auto id = text_of(sent.data().at("id"));
    const auto one = path + "/messages/" + id;
    CHECK(post(leo_signed_in, one + "/send_again").code() == "outbox.not_waiting");
    outbox_reaches(model::MessageId{id}, model::MessageStatus::unconfirmed);
    CHECK(text_of(post(leo_signed_in, one + "/send_again").data().at("status")) == "queued");
    CHECK(text_of(post(leo_signed_in, one + "/cancel").data().at("status")) == "cancelled");
    CHECK(post(leo_signed_in, one + "/leave").status == 409);
    CHECK(post(leo_signed_in, path + "/messages/none/leave").code() == "inbox.message_not_found");
}
