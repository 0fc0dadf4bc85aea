// What a screen has after applying the events that it may see is what the API would give it (I-9).
#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <random>

#include "core/json.hpp"
#include "inbox/assignment.hpp"
#include "inbox/cases.hpp"
#include "inbox/deliveries.hpp"
#include "inbox/events.hpp"
#include "inbox/lists.hpp"
#include "inbox/messages_store.hpp"
#include "inbox/reading.hpp"
#include "inbox/replies.hpp"
#include "inbox/testing.hpp"

using namespace std::chrono_literals;
namespace json = core::json;

namespace {

const std::vector<model::NumberId> all_numbers{model::NumberId{"106540352242922"},
                                               model::NumberId{"222"}};
const std::vector<model::TeamId> all_teams{model::TeamId{"sales"}, model::TeamId{"support"}};

// A page that is open all the time, as web/ keeps it: it has the answer of its first question, and
// since then nothing but events.
class Screen {
public:
    explicit Screen(model::Principal principal)
        : principal(std::move(principal)),
          rooms_(model::rooms_of(this->principal, all_numbers, all_teams)) {}

    void apply(const model::Event& event) {
        const auto is_mine = [&](const std::string& room) {
            return std::ranges::find(rooms_, room) != rooms_.end();
        };
        if (!std::ranges::any_of(event.rooms, is_mine)) return;
        if (std::ranges::any_of(event.except, is_mine)) return;
        const auto data = core::parse_json(event.data).value().as_object();
        if (event.name == inbox::events::removed) {
            conversations.erase(std::string(data.at("id").as_string()));
            return;
        }
        if (const auto* conversation = data.if_contains("conversation"))
            conversations[std::string(conversation->at("id").as_string())] = *conversation;
        if (const auto* message = data.if_contains("message")) apply_message(*message);
    }

    model::Principal principal;
    std::map<std::string, json::value> conversations;
    std::map<std::string, json::value> messages;

private:
    void apply_message(const json::value& message) {
        messages[std::string(message.at("id").as_string())] = message;
        const auto shown =
            conversations.find(std::string(message.at("conversationId").as_string()));
        if (shown == conversations.end()) return;
        auto& last = shown->second.at("lastMessage");
        if (last.is_object() && last.at("id") == message.at("id")) last = message;
    }
    std::vector<std::string> rooms_;
};

model::Principal principal(const std::string& user, model::Role role,
                           std::set<model::NumberId> numbers = {},
                           std::set<model::TeamId> teams = {}) {
    model::Principal made;
    made.user = model::UserId{user};
    made.role = role;
    made.numbers = std::move(numbers);
    made.teams = std::move(teams);
    return made;
}

struct ScreensFixture : inbox::InboxFixture {
    std::mt19937 random{20261124};
    std::vector<Screen> screens;
    int client_ids = 0;

    ScreensFixture() {
        using enum model::Role;
        screens.emplace_back(principal("boss", supervisor));
        screens.emplace_back(principal("max", agent));
        screens.emplace_back(principal("eva", agent, {all_numbers[0]}, {all_teams[0]}));
        screens.emplace_back(principal("leo", agent, {all_numbers[1]}));
        screens.emplace_back(principal("eva", agent, {}, {all_teams[1]}));
        for (auto& screen : screens) screen.conversations = by_api(screen.principal);
        for (const auto& message : messages_of(conversation_id))
            screens.front().messages[message.id.text()] =
                core::parse_json(model::to_json(message, core::Language::es)).value();
    }

    std::map<std::string, json::value> by_api(const model::Principal& who) {
        std::map<std::string, json::value> shown;
        const auto page = write([&](store::Transaction& tx) {
            return inbox::list_conversations(tx, who, {.page = {.limit = 100}});
        });
        for (const auto& conversation : page.items)
            shown[conversation.id.text()] =
                core::parse_json(model::to_json(conversation, core::Language::es)).value();
        return shown;
    }

    std::string one_of(std::vector<std::string> from) { return from[random() % from.size()]; }

    model::Identities somebody() {
        const auto n = one_of({"1", "2", "3", "4"});
        const auto has = random() % 3;
        return {has != 0 ? "ES." + n : "", "", has != 1 ? "3460000" + one_of({n, n, n, "1"}) : ""};
    }

    void customer_writes() {
        auto message = text_from(somebody());
        message.number = all_numbers[random() % 2];
        message.at -= std::chrono::seconds(random() % 20);
        message.name = one_of({"", "", "Ana", "Bea"});
        message.type = one_of({"text", "text", "text", "reaction", "system"});
        message.echo = random() % 6 == 0;
        receive(message);
    }

    // Something that an agent does, or WhatsApp tells, about the conversation.
    void something_happens(store::Transaction& tx, const model::ConversationId& id) {
        const model::UserId user{one_of({"", "eva", "leo", "max"})};
        const inbox::Person by{model::UserId{"eva"}, "Eva"};
        switch (random() % 9) {
            case 0: (void)inbox::assign(tx, people, {id, user}); break;
            case 1:
                (void)inbox::change_team(tx, people,
                                         {id, model::TeamId{one_of({"", "sales", "support"})}});
                break;
            case 2: (void)inbox::take_over(tx, {id, by}); break;
            case 3: (void)inbox::take_over(tx, {id, by, model::Mode::ai_only}); break;
            case 4: (void)inbox::mark_read(tx, {id, by.id}); break;
            case 5:
            case 6: {
                inbox::note_agent(tx, by.id, by.name);
                const model::ClientId client_id{"c" + std::to_string(++client_ids)};
                const bool sent = tx.nested([&] {
                    if (!inbox::queue_reply(tx, {id, by.id, client_id, "Hi"}, tx.now()))
                        throw store::Undo{};
                });
                (void)sent;
                break;
            }
            case 7: {
                const auto last = inbox::find_conversation(tx, id)->last_message;
                if (last && last->direction == model::Direction::outbound)
                    inbox::take_delivery(tx, {last->id,
                                              random() % 2 == 0 ? model::MessageStatus::failed
                                                                : model::MessageStatus::read,
                                              "", std::nullopt});
                break;
            }
            default: {
                auto conversation = inbox::find_conversation(tx, id).value();
                if (inbox::resolve_case(tx, conversation, by.id)) {
                    inbox::save_conversation(tx, conversation);
                    inbox::announce_conversation(tx, conversation);
                }
            }
        }
    }
};

}  // namespace

TEST_CASE_FIXTURE(ScreensFixture,
                  "what a screen has applied is what the API gives, whatever happens") {
    std::size_t merges = 0;
    for (int step = 0; step < 600; ++step) {
        clock.advance(1s);
        if (random() % 3 == 0) {
            customer_writes();
        } else if (random() % 12 == 0) {
            const auto before = somebody();
            notice(before, somebody());
        } else {
            const auto shown = by_api(screens.front().principal);
            auto chosen = shown.begin();
            std::advance(chosen, static_cast<std::ptrdiff_t>(random() % shown.size()));
            const model::ConversationId id{chosen->first};
            write([&](store::Transaction& tx) { something_happens(tx, id); });
        }
        const auto events = new_events();
        for (auto& screen : screens) {
            for (const auto& event : events) screen.apply(event);
            CAPTURE(screen.principal.user.text());
            REQUIRE(screen.conversations == by_api(screen.principal));
        }
        merges += static_cast<std::size_t>(
            std::ranges::count(events, inbox::events::removed, &model::Event::name));
    }
    CHECK(merges > 10);

    std::map<std::string, json::value> stored;
    for (const auto& [id, conversation] : screens.front().conversations)
        for (const auto& message : messages_of(model::ConversationId{id}))
            stored[message.id.text()] =
                core::parse_json(model::to_json(message, core::Language::es)).value();
    CHECK(stored.size() > 100);
    CHECK(screens.front().messages == stored);
}
