#include "inbox/assignment.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "core/json.hpp"
#include "core/task_scope.hpp"
#include "inbox/testing.hpp"

using inbox::InboxFixture;
using model::Mode;
using Names = std::vector<std::string>;

namespace {

struct AssignmentFixture : InboxFixture {
    core::Result<model::Conversation> assign(const std::string& user) {
        return write([this, user](store::Transaction& tx) {
            return inbox::assign(tx, people, {conversation_id, model::UserId{user}});
        });
    }
    core::Result<model::Conversation> change_team(const std::string& team) {
        return write([this, team](store::Transaction& tx) {
            return inbox::change_team(tx, people, {conversation_id, model::TeamId{team}});
        });
    }
    core::Result<model::Conversation> take_over(const inbox::Person& by,
                                                Mode mode = Mode::takeover) {
        return write([this, by, mode](store::Transaction& tx) {
            return inbox::take_over(tx, {conversation_id, by, mode});
        });
    }
};

core::Task<void> try_to_take(store::Database& database, inbox::Takeover takeover,
                             std::vector<bool>& won) {
    const auto outcome = co_await database.write(
        [takeover](store::Transaction& tx) { return inbox::take_over(tx, takeover); });
    won.push_back(outcome.has_value());
}

// Whether an event reaches somebody in these rooms.
bool reaches(const model::Event& event, const std::vector<std::string>& rooms) {
    const auto has_one_of = [&](const std::vector<std::string>& some) {
        return std::ranges::any_of(
            rooms, [&](const auto& room) { return std::ranges::find(some, room) != some.end(); });
    };
    return has_one_of(event.rooms) && !has_one_of(event.except);
}

}  // namespace

TEST_CASE_FIXTURE(AssignmentFixture, "the second hand gets the name of who has it") {
    CHECK(take_over(eva)->assignee_name == "Eva");
    CHECK(conversation().mode == Mode::takeover);
    CHECK(new_event_names() == Names{"conversation_taken"});
    const auto second = take_over(leo).error();
    CHECK(second.kind == core::Kind::conflict);
    CHECK(second.code == "inbox.taken");
    CHECK(core::parameter_text(second, "name") == "Eva");
    CHECK(conversation().assignee == eva.id);
    CHECK(new_event_names().empty());
}

TEST_CASE_FIXTURE(AssignmentFixture, "of two hands in one group of commits one wins") {
    std::vector<bool> won;
    database.executor.hold();
    core::Scheduler::Entered entered(database.scheduler);
    core::TaskScope tasks{core::Log{}};
    tasks.spawn("eva", try_to_take(database.database, {conversation_id, eva}, won));
    tasks.spawn("leo", try_to_take(database.database, {conversation_id, leo}, won));
    database.executor.release();
    database.scheduler.run();
    CHECK(won == std::vector<bool>{true, false});
    CHECK(conversation().assignee_name == "Eva");
}

TEST_CASE_FIXTURE(AssignmentFixture, "the same hand twice changes nothing") {
    REQUIRE(take_over(eva).has_value());
    new_events();
    CHECK(take_over(eva).has_value());
    CHECK(new_event_names().empty());
}

TEST_CASE_FIXTURE(AssignmentFixture, "who has it gives it back to the bot, nobody else does") {
    REQUIRE(take_over(eva).has_value());
    CHECK(take_over(leo, Mode::ai_only).error().code == "inbox.taken");
    const auto back = take_over(eva, Mode::ai_only).value();
    CHECK(back.mode == Mode::ai_only);
    CHECK(back.assignee.empty());
    CHECK(take_over(leo).has_value());
}

TEST_CASE_FIXTURE(AssignmentFixture, "what is assigned to somebody is theirs to take over") {
    REQUIRE(assign("leo").has_value());
    CHECK(take_over(eva).error().code == "inbox.taken");
    CHECK(take_over(leo).has_value());
    REQUIRE(assign("eva").has_value());
    CHECK(conversation().mode == Mode::spectator);
    CHECK(take_over(eva).has_value());
}

TEST_CASE_FIXTURE(AssignmentFixture, "only users there are can be assigned") {
    CHECK(assign("nobody").error().code == "inbox.unknown_user");
    CHECK(change_team("nobody").error().code == "inbox.unknown_team");
    CHECK(assign("leo")->assignee_name == "Leo");
    CHECK(conversation().assignee_name == "Leo");
    CHECK(assign("")->assignee.empty());
}

TEST_CASE_FIXTURE(AssignmentFixture, "who loses the right to see it is told, who keeps it is not") {
    REQUIRE(change_team("sales").has_value());
    REQUIRE(assign("leo").has_value());
    new_events();
    REQUIRE(assign("eva").has_value());
    const auto events = new_events();
    REQUIRE(events.size() == 2);
    CHECK(events[0].name == "conversation_removed");
    CHECK(events[0].data == R"({"id":")" + conversation_id.text() + R"("})");

    const auto scope_room = "scope:" + number.text() + ":sales";
    CHECK(reaches(events[0], {"user:leo"}));
    CHECK_FALSE(reaches(events[0], {"user:leo", scope_room}));
    CHECK_FALSE(reaches(events[0], {"user:eva"}));
    CHECK_FALSE(reaches(events[0], {"user:leo", "staff"}));
    CHECK(reaches(events[1], {"user:eva"}));
    CHECK_FALSE(reaches(events[1], {"user:leo"}));
}

TEST_CASE_FIXTURE(AssignmentFixture,
                  "another team takes the conversation from those of the first alone") {
    REQUIRE(change_team("sales").has_value());
    new_events();
    REQUIRE(change_team("support").has_value());
    const auto events = new_events();
    REQUIRE(events.size() == 2);
    const auto sales = "scope:" + number.text() + ":sales";
    const auto support = "scope:" + number.text() + ":support";
    CHECK(reaches(events[0], {sales}));
    CHECK_FALSE(reaches(events[0], {sales, support}));
    CHECK_FALSE(reaches(events[0], {"staff"}));
    CHECK(reaches(events[1], {support}));
    CHECK(core::parse_json(events[1].data)->at("conversation").at("team") == "support");
}
