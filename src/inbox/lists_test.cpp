#include "inbox/lists.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <random>
#include <set>

#include "inbox/access.hpp"
#include "inbox/cases.hpp"
#include "inbox/testing.hpp"

using namespace std::chrono_literals;
using inbox::ConversationQuery;
using inbox::EmptyInbox;
using inbox::ListView;
using inbox::PageRequest;
using inbox::Towards;
using model::Role;

namespace {

using Ids = std::vector<std::string>;

template <class T>
Ids ids_of(const std::vector<T>& items) {
    Ids ids;
    for (const auto& item : items) ids.push_back(item.id.text());
    return ids;
}

// Pages from the newest back to the oldest; the list ascends. `between` runs after each page.
template <class List, class Between>
Ids read_backwards(List list, std::int64_t limit, Between between) {
    Ids all;
    PageRequest request{.limit = limit};
    for (;;) {
        const auto page = list(request);
        CHECK(page.items.size() <= static_cast<std::size_t>(limit));
        auto ids = ids_of(page.items);
        all.insert(all.begin(), ids.begin(), ids.end());
        if (!page.ends.before) return all;
        request.from = page.ends.before;
        between();
    }
}
template <class List>
Ids read_backwards(List list, std::int64_t limit) {
    return read_backwards(list, limit, [] {});
}

template <class List>
Ids read_forwards(List list, std::int64_t limit) {
    Ids all;
    PageRequest request{.towards = Towards::after, .from = inbox::Place{"0", ""}, .limit = limit};
    for (;;) {
        const auto page = list(request);
        const auto ids = ids_of(page.items);
        all.insert(all.end(), ids.begin(), ids.end());
        if (!page.ends.after) return all;
        request.from = page.ends.after;
    }
}

struct ListsFixture : EmptyInbox {
    std::mt19937 random{20261124};
    std::vector<model::ConversationId> conversations;

    std::string pick(std::vector<std::string> from) { return from[random() % from.size()]; }

    // Customers on three numbers, in teams and hands and states of all kinds.
    void fill(int many) {
        for (int i = 0; i < many; ++i) {
            clock.advance(std::chrono::milliseconds(random() % 3));
            auto message = text_from({"ES." + std::to_string(i), "", ""});
            message.number = model::NumberId{pick({"1", "2", "3"})};
            message.type = pick({"text", "text", "text", "reaction"});
            receive(message);
        }
        for (const auto& id : ids_of(list({}, {.limit = 100}, admin()).items))
            conversations.emplace_back(id);
        for (const auto& id : conversations) {
            write([&](store::Transaction& tx) {
                auto conversation = inbox::find_conversation(tx, id).value();
                conversation.team = model::TeamId{pick({"", "sales", "support"})};
                conversation.assignee = model::UserId{pick({"", "", "eva", "leo"})};
                if (random() % 2 == 0) conversation.unread = 0;
                const auto fate = random() % 4;
                if (fate == 0) (void)inbox::resolve_case(tx, conversation, model::UserId{"eva"});
                if (fate == 1) (void)inbox::snooze_case(tx, conversation, tx.now() + 1h);
                inbox::save_conversation(tx, conversation);
                inbox::save_team(tx, conversation);
            });
        }
    }
    static model::Principal admin() {
        model::Principal principal;
        principal.user = model::UserId{"root"};
        principal.role = Role::admin;
        return principal;
    }
    model::Principal somebody() {
        model::Principal principal;
        principal.user = model::UserId{pick({"eva", "leo", "max"})};
        principal.role = random() % 4 == 0 ? Role::supervisor : Role::agent;
        for (const auto* number : {"1", "2", "3"})
            if (random() % 3 == 0) principal.numbers.emplace(number);
        for (const auto* team : {"sales", "support"})
            if (random() % 3 == 0) principal.teams.emplace(team);
        return principal;
    }
    inbox::Page<model::Conversation> list(ConversationQuery query, PageRequest page,
                                          const model::Principal& principal) {
        query.page = page;
        return write([=](store::Transaction& tx) {
            return inbox::list_conversations(tx, principal, query);
        });
    }
    // What the list must be, from the rule and all there is.
    Ids expected(const ConversationQuery& query, const model::Principal& principal) {
        std::vector<model::Conversation> all;
        for (const auto& id : conversations) {
            auto conversation = write(
                [&](store::Transaction& tx) { return inbox::find_conversation(tx, id).value(); });
            const auto& current = conversation.current_case;
            const bool in_view =
                query.view == ListView::all ||
                (query.view == ListView::mine && conversation.assignee == principal.user) ||
                (query.view == ListView::unassigned && conversation.assignee.empty()) ||
                (query.view == ListView::unread && conversation.unread > 0);
            if (in_view && model::may_see(principal, conversation.scope()) &&
                (!query.state || (current && current->state == *query.state)))
                all.push_back(std::move(conversation));
        }
        std::ranges::sort(all, {}, [](const auto& c) { return std::pair(c.updated_at, c.id); });
        return ids_of(all);
    }
};

}  // namespace

TEST_CASE_FIXTURE(ListsFixture, "a list shows exactly what may_see allows, whoever asks for what") {
    fill(80);
    std::map<std::string, int> sizes;
    for (int round = 0; round < 60; ++round) {
        const auto principal = somebody();
        for (const auto* view : {"all", "mine", "unassigned", "unread"}) {
            ConversationQuery query{.view = *inbox::parse_list_view(view)};
            switch (random() % 4) {
                case 0: query.state = model::CaseState::open; break;
                case 1: query.state = model::CaseState::resolved; break;
                case 2: query.state = model::CaseState::snoozed; break;
                default: break;
            }
            const auto limit = static_cast<std::int64_t>(1 + random() % 40);
            const auto ask = [&](const PageRequest& page) { return list(query, page, principal); };
            const auto wanted = expected(query, principal);
            CHECK(read_backwards(ask, limit) == wanted);
            CHECK(read_forwards(ask, limit) == wanted);
            sizes[view] += static_cast<int>(wanted.size());
        }
    }
    for (const auto& [view, size] : sizes) CHECK_MESSAGE(size > 0, view);
}

TEST_CASE_FIXTURE(ListsFixture, "a list shows nothing to somebody who is not signed in") {
    fill(5);
    CHECK(list({}, {}, model::Principal{}).items.empty());
}

TEST_CASE_FIXTURE(ListsFixture,
                  "paging back misses and repeats nothing while customers go on writing") {
    fill(60);
    std::set<std::string> moved;
    const auto read =
        read_backwards([&](const PageRequest& page) { return list({}, page, admin()); }, 7,
                       [&] {
                           clock.advance(1ms);
                           receive(text_from({"ES.new" + std::to_string(random()), "", ""}));
                           const auto& id = conversations[random() % conversations.size()];
                           change(id, [&](model::Conversation& c) { c.updated_at = clock.wall(); });
                           moved.insert(id.text());
                       });
    CHECK(std::set(read.begin(), read.end()).size() == read.size());
    for (const auto& id : conversations)
        if (!moved.contains(id.text())) CHECK(std::ranges::count(read, id.text()) == 1);
}

TEST_CASE_FIXTURE(ListsFixture, "the newest page says what lies before it and nothing after it") {
    fill(10);
    auto page = list({}, {.limit = 4}, admin());
    CHECK(page.ends.before.has_value());
    CHECK_FALSE(page.ends.after.has_value());

    page = list({}, {.from = page.ends.before, .limit = 6}, admin());
    CHECK_FALSE(page.ends.before.has_value());
    REQUIRE(page.ends.after.has_value());
    page = list({}, {.towards = Towards::after, .from = page.ends.after, .limit = 10}, admin());
    CHECK(page.items.size() == 4);
    CHECK_FALSE(page.ends.after.has_value());
}

TEST_CASE_FIXTURE(inbox::InboxFixture, "a thread pages both ways in the order of every screen") {
    std::mt19937 random{7};
    for (int i = 0; i < 40; ++i) {
        clock.advance(1s);
        auto message = text_from(ana, std::to_string(i));
        message.at -= std::chrono::seconds(random() % 30);
        receive(message);
    }
    const auto all = messages_of(conversation_id);
    CHECK(
        std::ranges::is_sorted(all, {}, [](const auto& m) { return std::pair(m.sort_at, m.id); }));
    const auto ask = [&](const PageRequest& page) {
        return write([&, page](store::Transaction& tx) {
            return inbox::list_messages(tx, conversation_id, page);
        });
    };
    for (const std::int64_t limit : {1, 7, 41, 100}) {
        CHECK(read_backwards(ask, limit) == ids_of(all));
        CHECK(read_forwards(ask, limit) == ids_of(all));
    }
}

TEST_CASE_FIXTURE(inbox::InboxFixture, "a late message neither moves nor hides what was read") {
    for (int i = 0; i < 20; ++i) {
        clock.advance(1s);
        ana_writes(std::to_string(i));
    }
    const auto before = ids_of(messages_of(conversation_id));
    const auto start = clock.wall();
    const auto read = read_backwards(
        [&](const PageRequest& page) {
            return write([&, page](store::Transaction& tx) {
                return inbox::list_messages(tx, conversation_id, page);
            });
        },
        3,
        [&] {
            auto late = text_from(ana, "late");
            late.at = start - 5s;
            receive(late);
        });
    for (const auto& id : before) CHECK(std::ranges::count(read, id) == 1);
}

namespace {

struct ContactsFixture : ListsFixture {
    inbox::Page<model::Contact> contacts(const PageRequest& page,
                                         const model::Principal& principal) {
        return write(
            [=](store::Transaction& tx) { return inbox::list_contacts(tx, principal, page); });
    }
    void add(const std::string& name, const std::string& on_number) {
        auto message = text_from({"ES." + name, "", ""});
        message.name = name;
        message.number = model::NumberId{on_number};
        receive(message);
    }
};

std::vector<std::string> names_of(const std::vector<model::Contact>& contacts) {
    std::vector<std::string> names;
    for (const auto& contact : contacts) names.push_back(contact.name);
    return names;
}

}  // namespace

TEST_CASE_FIXTURE(ContactsFixture, "contacts are listed by name, both ways") {
    for (const auto* name : {"Zoe", "álvaro", "Bruno", "Alba", "Óscar"}) add(name, "1");
    auto page = contacts({.limit = 3}, admin());
    CHECK(names_of(page.items) == std::vector<std::string>{"Alba", "álvaro", "Bruno"});
    CHECK_FALSE(page.ends.before.has_value());
    page = contacts({.towards = Towards::after, .from = page.ends.after, .limit = 3}, admin());
    CHECK(names_of(page.items) == std::vector<std::string>{"Óscar", "Zoe"});
    CHECK_FALSE(page.ends.after.has_value());
    page = contacts({.from = page.ends.before, .limit = 2}, admin());
    CHECK(names_of(page.items) == std::vector<std::string>{"álvaro", "Bruno"});
    CHECK(page.ends.before.has_value());
}

TEST_CASE_FIXTURE(ContactsFixture, "agents find those contacts with whom they see a conversation") {
    for (int i = 0; i < 120; ++i) add("c" + std::to_string(1000 + i), i % 40 == 7 ? "2" : "1");
    model::Principal agent;
    agent.user = model::UserId{"eva"};
    agent.numbers.emplace("2");
    std::vector<std::string> found;
    PageRequest request{.limit = 2};
    for (;;) {
        const auto page = contacts(request, agent);
        CHECK(page.items.size() <= 2);
        for (const auto& name : names_of(page.items)) found.push_back(name);
        if (!page.ends.after) break;
        request = {.towards = Towards::after, .from = page.ends.after, .limit = 2};
    }
    CHECK(found == std::vector<std::string>{"c1007", "c1047", "c1087"});
}
