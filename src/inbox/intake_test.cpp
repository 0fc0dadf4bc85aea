#include "inbox/intake.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "inbox/testing.hpp"

using namespace std::chrono_literals;
using inbox::EmptyInbox;
using inbox::InboxFixture;
using model::CaseState;
using Names = std::vector<std::string>;

TEST_CASE_FIXTURE(EmptyInbox, "a customer's first message makes contact, conversation and case") {
    auto message = text_from({"ES.ana", "", "34600111222"});
    message.name = "Ana Ruiz";
    message.username = "ana.r";
    receive(message);
    const auto conversation = conversation_of_user("ES.ana");
    CHECK(conversation.contact.name == "Ana Ruiz");
    CHECK(conversation.contact.phone == "34600111222");
    CHECK(conversation.contact.username == "ana.r");
    CHECK(conversation.unread == 1);
    CHECK(conversation.waiting_since == clock.wall());
    CHECK(conversation.last_inbound_at == clock.wall());
    CHECK(conversation.current_case->state == CaseState::open);
    CHECK(conversation.last_message->wamid == message.wamid);
    CHECK(new_event_names() == Names{"new_message", "conversation_updated"});
}

TEST_CASE_FIXTURE(InboxFixture,
                  "events carry whole states for those who may see the conversation") {
    ana_writes("Otra cosa");
    const auto events = new_events();
    const auto news = core::parse_json(events.front().data).value();
    CHECK(news.at("message").at("text") == "Otra cosa");
    CHECK(news.at("conversation").at("unread") == 2);
    CHECK(news.at("conversation").at("lastMessage") == news.at("message"));
    CHECK(events.front().rooms == model::audience(conversation().scope()));
    CHECK(events.back().data ==
          R"({"conversation":)" + model::to_json(conversation(), core::Language::es) + "}");
}

TEST_CASE_FIXTURE(InboxFixture, "the same wamid twice is one message") {
    const auto message = text_from(ana);
    receive(message);
    receive(message);
    CHECK(conversation().unread == 2);
    CHECK(messages_of(conversation_id).size() == 2);
}

TEST_CASE_FIXTURE(
    InboxFixture,
    "a missed call is a message once, which waits for an answer and opens no window") {
    const auto window = conversation().last_inbound_at;
    clock.advance(1h);
    auto call = text_from(ana);
    call.type = "call";
    call.text.reset();
    call.content = R"({"id":"wacid.1","event":"terminate"})";
    receive(call);
    receive(call);
    CHECK(conversation().unread == 2);
    CHECK(conversation().last_message->type == "call");
    CHECK(conversation().last_message->content ==
          R"({"call":{"id":"wacid.1","event":"terminate"}})");
    CHECK(conversation().last_inbound_at == window);
}

TEST_CASE_FIXTURE(InboxFixture, "one wamid on two numbers is two messages") {
    auto message = text_from(ana);
    receive(message);
    message.number = model::NumberId{"222"};
    receive(message);
    CHECK(count("messages") == 3);
    CHECK(count("conversations") == 2);
}

TEST_CASE_FIXTURE(InboxFixture, "a time ahead of ours counts as now") {
    auto message = text_from(ana);
    message.at = clock.wall() + 1h;
    receive(message);
    CHECK(conversation().last_message->sort_at == clock.wall());
}

TEST_CASE_FIXTURE(InboxFixture, "a late message enters where it belongs, and waits since then") {
    auto late = text_from(ana, "late");
    late.at = clock.wall() - 1min;
    clock.advance(1s);
    receive(late);
    const auto after = conversation();
    CHECK(after.last_message->text == "Hola");
    CHECK(after.unread == 2);
    CHECK(after.waiting_since == late.at);
    CHECK(after.last_inbound_at == clock.wall() - 1s);
    CHECK(after.updated_at == clock.wall());
    CHECK(messages_of(conversation_id).front().text == "late");
}

TEST_CASE_FIXTURE(InboxFixture, "what wants no answer is shown, and nothing else") {
    const auto before = conversation();
    for (const std::string type : {"reaction", "edit", "revoke", "system", "request_welcome"}) {
        CAPTURE(type);
        clock.advance(1s);
        auto message = text_from(ana, "");
        message.type = type;
        message.text.reset();
        message.content = R"({"whole":true})";
        message.about_wamid = "wamid.test1";
        receive(message);
        const auto after = conversation();
        CHECK(after.last_message->type == type);
        CHECK(after.last_message->content == "{\"" + type + R"(":{"whole":true}})");
        CHECK(after.unread == before.unread);
        CHECK(after.waiting_since == before.waiting_since);
        CHECK(after.last_inbound_at == before.last_inbound_at);
    }
}

TEST_CASE_FIXTURE(EmptyInbox, "what wants no answer opens no case") {
    auto message = text_from({"ES.leo", "", ""});
    SUBCASE("a reaction") {
        message.type = "reaction";
    }
    SUBCASE("an echo") {
        message.echo = true;
    }
    receive(message);
    CHECK_FALSE(conversation_of_user("ES.leo").current_case.has_value());
    CHECK(conversation_of_user("ES.leo").unread == 0);
}

TEST_CASE_FIXTURE(InboxFixture,
                  "an echo stands as sent by nobody of ours, and answers the customer") {
    auto echo = text_from(ana, "From the shop's phone");
    echo.echo = true;
    receive(echo);
    const auto after = conversation();
    CHECK(after.last_message->direction == model::Direction::outbound);
    CHECK(after.last_message->status == model::MessageStatus::sent);
    CHECK(after.last_message->author.empty());
    CHECK_FALSE(after.waiting_since.has_value());
    CHECK(after.current_case->first_reply_at == clock.wall());
    CHECK(after.unread == 1);
}

TEST_CASE_FIXTURE(InboxFixture, "what stands beside a message's content is kept with it") {
    auto message = text_from(ana);
    message.extra = R"({"referral":{"ctwa_clid":"c1"}})";
    SUBCASE("of a text") {
        receive(message);
        CHECK(conversation().last_message->content == message.extra);
    }
    SUBCASE("of another kind") {
        message.type = "contacts";
        message.content = R"([{"name":{}}])";
        receive(message);
        CHECK(conversation().last_message->content ==
              R"({"contacts":[{"name":{}}],"referral":{"ctwa_clid":"c1"}})");
    }
}

TEST_CASE_FIXTURE(EmptyInbox, "a group has one conversation, whoever of it writes") {
    auto message = text_from({"ES.ana", "", ""});
    message.group = "group-1";
    receive(message);
    message = text_from({"ES.leo", "", ""});
    message.group = "group-1";
    receive(message);
    CHECK(count("conversations") == 1);
    CHECK(count("messages") == 2);
    receive(text_from({"ES.ana", "", ""}));
    CHECK(count("conversations") == 2);
}

TEST_CASE_FIXTURE(EmptyInbox, "a message from nobody is refused and leaves nothing") {
    CHECK_THROWS(receive(text_from({})));
    CHECK(count("messages") == 0);
}

TEST_CASE_FIXTURE(InboxFixture, "a new name shows in the person's other conversations too") {
    auto elsewhere = text_from(ana);
    elsewhere.number = model::NumberId{"222"};
    receive(elsewhere);
    new_events();
    clock.advance(1s);
    auto message = text_from(ana);
    message.name = "Ana María";
    receive(message);
    CHECK(new_event_names() ==
          Names{"new_message", "conversation_updated", "conversation_updated"});
}
