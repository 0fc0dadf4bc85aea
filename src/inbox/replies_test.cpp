#include "inbox/replies.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "inbox/contacts_store.hpp"
#include "inbox/testing.hpp"

using namespace std::chrono_literals;
using inbox::InboxFixture;
using model::MessageStatus;
using Texts = std::vector<std::string>;

TEST_CASE_FIXTURE(InboxFixture, "a reply is stored, queued and announced in one transaction") {
    clock.advance(1s);
    const auto message = reply("Hello").value();
    CHECK(message.status == MessageStatus::queued);
    CHECK(message.author == eva.id);
    CHECK(message.author_name == "Eva");
    CHECK(message.sort_at == clock.wall());
    CHECK(queued_texts() == Texts{"Hello"});
    const auto events = new_events();
    REQUIRE(events.size() == 2);
    CHECK(events[0].name == "new_message");
    const auto news = core::parse_json(events[0].data).value();
    CHECK(news.at("message").at("author").at("name") == "Eva");
    CHECK(news.at("conversation").at("lastMessage") == news.at("message"));
    CHECK(events[1].name == "conversation_updated");
}

TEST_CASE_FIXTURE(InboxFixture,
                  "a reply ends the customer's waiting and is the case's first, once") {
    clock.advance(1min);
    REQUIRE(reply("Hello").has_value());
    const auto first = conversation();
    CHECK_FALSE(first.waiting_since.has_value());
    CHECK(first.current_case->first_reply_at == clock.wall());
    CHECK(first.last_message->text == "Hello");
    CHECK(first.unread == 1);
    clock.advance(1min);
    REQUIRE(reply("Hello again").has_value());
    CHECK(conversation().current_case->first_reply_at == first.current_case->first_reply_at);
}

TEST_CASE_FIXTURE(InboxFixture, "a reply goes out until the last moment of the window") {
    clock.advance(24h - 1ms);
    CHECK(reply("Hello").has_value());
    CHECK(queued_texts() == Texts{"Hello"});
}

TEST_CASE_FIXTURE(InboxFixture, "at 24 hours sharp the window is closed and nothing is queued") {
    clock.advance(24h);
    CHECK(reply("Hello").error().code == "inbox.window_closed");
    CHECK(queued_texts().empty());
    CHECK(count("messages") == 1);
}

TEST_CASE_FIXTURE(InboxFixture, "a text has line breaks and tabs, and no other control character") {
    CHECK(reply("a\tb\r\nc", "c-1").has_value());
    using namespace std::string_literals;
    for (const auto& text : {"a\0b"s, "a\x1B[1m"s, "a\x7F"s, "\x01"s})
        CHECK(reply(text, "c-2").error().code == "inbox.control_characters");
    CHECK(queued_texts() == Texts{"a\tb\r\nc"});
}

TEST_CASE_FIXTURE(InboxFixture, "the same client id twice is one message, whatever came between") {
    const auto first = reply("Hello", "c-1").value();
    CHECK(reply("Hello", "c-1").value().id == first.id);
    CHECK(reply("Something else", "c-1").error().code == "inbox.client_id_reused");
    clock.advance(24h);
    CHECK(reply("Hello", "c-1").value().id == first.id);
    CHECK(queued_texts().size() == 1);
}

TEST_CASE_FIXTURE(InboxFixture, "a text has 1 to 4096 characters, however many bytes these take") {
    std::string longest;
    for (int i = 0; i < 4096; ++i) longest += "ñ";
    CHECK(reply(longest).has_value());
    const auto fault = reply(longest + "ñ").error();
    CHECK(fault.code == "inbox.text_too_long");
    CHECK(core::parameter_text(fault, "max") == "4096");
    CHECK(reply("").error().code == "inbox.empty_text");
    CHECK(reply(" \n\t ").error().code == "inbox.empty_text");
}

TEST_CASE_FIXTURE(InboxFixture, "a client id has 1 to 100 characters") {
    CHECK(reply("Hello", std::string(100, 'c')).has_value());
    CHECK(reply("Hello", std::string(101, 'c')).error().code == "inbox.client_id");
}

TEST_CASE_FIXTURE(InboxFixture, "nothing is queued for a conversation that does not exist") {
    conversation_id = model::ConversationId{"none"};
    CHECK(reply("Hello").error().code == "inbox.not_found");
}

TEST_CASE_FIXTURE(InboxFixture, "a number that cannot send leaves nothing behind") {
    auto elsewhere = text_from(ana);
    elsewhere.number = model::NumberId{"222"};
    receive(elsewhere);
    const auto contact = contact_by_user(ana.user);
    number = model::NumberId{"222"};
    conversation_id = conversation_of(contact).id;
    const auto before = count("messages");
    CHECK(reply("Hello").error().code == "outbox.unknown_number");
    CHECK(count("messages") == before);
}

TEST_CASE_FIXTURE(InboxFixture, "a group has no address yet") {
    auto message = text_from(ana);
    message.group = "group-1";
    receive(message);
    conversation_id = write([&](store::Transaction& tx) {
        return inbox::find_conversation(
                   tx,
                   inbox::Parties{
                       number,
                       inbox::find_identity(tx, {inbox::IdentityKind::group, "group-1"})->contact})
            ->id;
    });
    CHECK(reply("Hello").error().code == "inbox.no_address");
}

TEST_CASE_FIXTURE(InboxFixture, "a message goes to whoever the person is by then") {
    notice(ana, {"ES.ana2", "", "34600999888"});
    const auto message = reply("Hello").value();
    CHECK(recipient_of(message.id) == model::Identities{"ES.ana2", "", "34600999888"});
}
