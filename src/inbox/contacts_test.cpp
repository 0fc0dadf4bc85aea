#include "inbox/contacts.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <random>

#include "inbox/contacts_store.hpp"
#include "inbox/testing.hpp"

using namespace std::chrono_literals;
using inbox::EmptyInbox;
using model::Identities;

namespace {

const Identities phone_only{"", "", "34600111222"};
const Identities user_only{"ES.ana", "", ""};
const Identities both{"ES.ana", "", "34600111222"};
const Identities stranger{"ES.leo", "", "34600111222"};

}  // namespace

TEST_CASE_FIXTURE(EmptyInbox, "a phone number is optional") {
    receive(text_from(user_only));
    const auto conversation = conversation_of_user("ES.ana");
    CHECK_FALSE(conversation.contact.phone.has_value());
    CHECK(conversation.last_message->text == "Hola");
}

TEST_CASE_FIXTURE(EmptyInbox, "a user id that comes with a known number names that contact") {
    receive(text_from(phone_only));
    const auto before = contact_by_phone("34600111222");
    receive(text_from(both));
    CHECK(contact_by_user("ES.ana") == before);
    CHECK(count("conversations") == 1);
}

TEST_CASE_FIXTURE(EmptyInbox,
                  "a number with another user id is another contact and takes it over") {
    receive(text_from(both));
    const auto ana = contact_by_user("ES.ana");
    clock.advance(1s);
    receive(text_from(stranger));
    const auto leo = contact_by_user("ES.leo");
    CHECK(leo != ana);
    CHECK(contact_by_phone("34600111222") == leo);
    CHECK_FALSE(conversation_of(ana).contact.phone.has_value());
}

TEST_CASE_FIXTURE(EmptyInbox, "an old message does not take a number back") {
    auto late = text_from(both);
    clock.advance(1s);
    receive(text_from(stranger));
    receive(late);
    CHECK(contact_by_phone("34600111222") == contact_by_user("ES.leo"));
    CHECK_FALSE(conversation_of_user("ES.ana").contact.phone.has_value());
}

TEST_CASE_FIXTURE(EmptyInbox, "two contacts that are one person become the older one, for ever") {
    receive(text_from(phone_only, "one"));
    const auto older = contact_by_phone("34600111222");
    receive(text_from(user_only, "two"));
    const auto younger = contact_by_user("ES.ana");
    REQUIRE(older != younger);
    const auto younger_conversation = conversation_of(younger).id;

    clock.advance(1s);
    receive(text_from(both, "three"));
    CHECK(contact_by_user("ES.ana") == older);
    CHECK(write([&](store::Transaction& tx) {
              return inbox::resolve_contact_alias(tx, younger);
          }) == older);
    const auto conversation = conversation_of(older);
    CHECK(conversation.unread == 3);
    CHECK(messages_of(conversation.id).size() == 3);
    CHECK(write([&](store::Transaction& tx) {
              return inbox::find_conversation(tx, younger_conversation)->id;
          }) == conversation.id);
}

TEST_CASE_FIXTURE(EmptyInbox, "two contacts with user ids stay two") {
    receive(text_from(both));
    receive(text_from({"ES.leo", "", ""}));
    clock.advance(1s);
    receive(text_from(stranger));
    CHECK(contact_by_user("ES.leo") != contact_by_user("ES.ana"));
    CHECK(count("contacts") == 2);
}

TEST_CASE_FIXTURE(EmptyInbox, "a merge tells who saw the younger conversation that it is gone") {
    receive(text_from(phone_only, "one"));
    receive(text_from(user_only, "two"));
    const auto younger = conversation_of_user("ES.ana").id;
    new_events();
    clock.advance(1s);
    receive(text_from(both, "three"));
    const auto events = new_events();
    const auto removed = std::ranges::find(events, "conversation_removed", &model::Event::name);
    REQUIRE(removed != events.end());
    CHECK(removed->data == R"({"id":")" + younger.text() + R"("})");
    CHECK(removed->except.empty());
    CHECK(std::ranges::count(events, "new_message", &model::Event::name) == 2);
}

TEST_CASE_FIXTURE(EmptyInbox, "a merge that brings a team tells those who are not in it") {
    receive(text_from(phone_only));
    receive(text_from(user_only));
    change(conversation_of_user("ES.ana").id,
           [](model::Conversation& c) { c.team = model::TeamId{"support"}; });
    const auto older = conversation_of(contact_by_phone("34600111222")).id;
    new_events();
    clock.advance(1s);
    receive(text_from(both));
    CHECK(conversation_of_user("ES.ana").team.text() == "support");
    const auto events = new_events();
    const auto told = std::ranges::find_if(events, [&](const model::Event& event) {
        return event.name == "conversation_removed" &&
               event.data.find(older.text()) != std::string::npos;
    });
    REQUIRE(told != events.end());
    CHECK(told->rooms == std::vector<std::string>{"scope:" + number.text() + ":none"});
}

TEST_CASE_FIXTURE(inbox::InboxFixture,
                  "what was queued to the younger conversation goes out in the older") {
    receive(text_from({"", "", "34600999888"}));
    auto younger = conversation_of(contact_by_phone("34600999888")).id;
    REQUIRE(reply("one").has_value());
    std::swap(conversation_id, younger);
    REQUIRE(reply("two").has_value());
    REQUIRE(reply("three").has_value());
    std::swap(conversation_id, younger);
    clock.advance(1s);
    receive(text_from({"ES.ana", "", "34600999888"}));
    CHECK(queued_in_lane(younger).empty());
    CHECK(queued_in_lane(conversation_id) == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE_FIXTURE(EmptyInbox, "a person who changed number is the same contact") {
    receive(text_from(phone_only));
    const auto ana = contact_by_phone("34600111222");
    auto late = text_from(phone_only, "written before, came after");
    clock.advance(1s);
    notice(phone_only, {"", "", "34600999888"});
    CHECK(contact_by_phone("34600999888") == ana);
    CHECK(contact_by_phone("34600111222").empty());

    receive(late);
    CHECK(conversation_of(ana).unread == 2);
    clock.advance(1s);
    receive(text_from(phone_only, "I am the next owner of that number"));
    CHECK(contact_by_phone("34600111222") != ana);
    CHECK(conversation_of(ana).unread == 2);
}

TEST_CASE_FIXTURE(EmptyInbox, "a person whose user id changed is the same contact in any order") {
    const Identities renamed{"ES.ana2", "", "34600111222"};
    SUBCASE("the notice first") {
        receive(text_from(both));
        notice(both, renamed);
        receive(text_from(renamed));
    }
    SUBCASE("a message under the new id first") {
        receive(text_from(both));
        receive(text_from(renamed));
        notice(both, renamed);
    }
    SUBCASE("the notice before everything") {
        notice(both, renamed);
        receive(text_from(renamed));
        receive(text_from(both));
    }
    CHECK(contact_by_user("ES.ana") == contact_by_user("ES.ana2"));
    CHECK(contact_by_phone("34600111222") == contact_by_user("ES.ana2"));
    CHECK(count("contacts") == 1);
    CHECK(conversation_of_user("ES.ana2").unread == 2);
    const auto to = write([&](store::Transaction& tx) {
        const auto owner = inbox::find_identity(tx, {inbox::IdentityKind::user, "ES.ana2"});
        return inbox::find_contact(tx, owner->contact)->identities();
    });
    CHECK(to == renamed);
}

TEST_CASE_FIXTURE(EmptyInbox, "a shared parent's id joins no two user ids") {
    receive(text_from({"ES.ana", "ES.ENT.p", ""}));
    receive(text_from({"ES.leo", "ES.ENT.p", ""}));
    receive(text_from({"", "ES.ENT.p", ""}));
    CHECK(contact_by_user("ES.ana") != contact_by_user("ES.leo"));
    CHECK(conversation_of_user("ES.ana").unread == 2);
}

TEST_CASE_FIXTURE(EmptyInbox, "an older profile does not overwrite a newer one") {
    auto old_name = text_from(both);
    old_name.name = "Ana R.";
    clock.advance(1s);
    auto new_name = text_from(both);
    new_name.name = "Ana Ruiz";
    receive(new_name);
    receive(old_name);
    CHECK(conversation_of_user("ES.ana").contact.name == "Ana Ruiz");
}

TEST_CASE_FIXTURE(EmptyInbox,
                  "whatever order webhooks come in, the same people have the same numbers") {
    // Each word: a user is heard with a number, at a time of its own.
    const unsigned seed = 20261124;
    INFO("seed ", seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 30; ++round) {
        std::vector<whatsapp::InboundMessage> words;
        for (int i = 0; i < 8; ++i) {
            const auto pick = [&](const char* prefix, unsigned many) {
                return prefix + std::to_string(round) + "." + std::to_string(random() % many);
            };
            clock.advance(1s);
            const bool has_phone = random() % 4 != 0;
            words.push_back(text_from({pick("ES.u", 4), "", has_phone ? pick("34", 3) : ""}));
        }
        const auto holders = [&] {
            std::map<std::string, std::string> phone_to_user;
            for (const auto& word : words) {
                const auto phone = conversation_of_user(word.from.user).contact.phone;
                if (phone) phone_to_user[*phone] = word.from.user;
            }
            return phone_to_user;
        };
        const auto rename = [&](std::string suffix) {
            for (auto& word : words) {
                word.from.user += suffix;
                word.wamid += suffix;
                if (!word.from.phone.empty()) word.from.phone += suffix;
            }
        };
        for (const auto& word : words) receive(word);
        auto in_order = holders();

        rename("x");
        std::ranges::shuffle(words, random);
        for (const auto& word : words) receive(word);
        std::map<std::string, std::string> expected;
        for (const auto& [phone, user] : in_order) expected[phone + "x"] = user + "x";
        CHECK(holders() == expected);
    }
}

TEST_CASE_FIXTURE(EmptyInbox, "one person's messages end in one conversation in any order") {
    const std::vector<Identities> ways{phone_only, user_only, both, phone_only, user_only};
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    int tag = 0;
    do {
        const auto suffix = "." + std::to_string(++tag);
        const auto start = clock.wall();
        for (const auto index : order) {
            auto from = ways[index];
            if (!from.user.empty()) from.user += suffix;
            if (!from.phone.empty()) from.phone += suffix;
            auto message = text_from(from);
            message.at = start - std::chrono::seconds(10 - static_cast<int>(index));
            receive(message);
        }
        CHECK(conversation_of_user("ES.ana" + suffix).unread == 5);
    } while (std::ranges::next_permutation(order).found);
    CHECK(count("contacts") == tag);
    CHECK(count("conversations") == tag);
}
