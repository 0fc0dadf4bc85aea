#include "inbox/reading.hpp"

#include <doctest/doctest.h>

#include "inbox/testing.hpp"

using namespace std::chrono_literals;

namespace {

struct ReadingFixture : inbox::InboxFixture {
    core::Result<model::Conversation> read(const inbox::Person& by) {
        return write([this, by](store::Transaction& tx) {
            return inbox::mark_read(tx, {conversation_id, by.id});
        });
    }
    std::optional<inbox::Seen> seen_by(const inbox::Person& agent) {
        return write([this, agent](store::Transaction& tx) {
            return inbox::find_seen(tx, conversation_id, agent.id);
        });
    }
};

}  // namespace

TEST_CASE_FIXTURE(ReadingFixture,
                  "reading leaves nothing unread for anybody, and is announced once") {
    const auto updated_at = conversation().updated_at;
    clock.advance(1s);
    CHECK(read(eva)->unread == 0);
    CHECK(conversation().unread == 0);
    CHECK(conversation().updated_at == updated_at);
    CHECK(new_event_names() == std::vector<std::string>{"conversation_updated"});
    CHECK(read(leo)->unread == 0);
    CHECK(new_event_names().empty());
}

TEST_CASE_FIXTURE(ReadingFixture, "how far it was seen is each agent's own") {
    REQUIRE(read(eva).has_value());
    const auto first = conversation().last_message->id;
    clock.advance(1s);
    ana_writes();
    REQUIRE(read(leo).has_value());
    CHECK(seen_by(eva)->message == first);
    CHECK(seen_by(leo)->message == conversation().last_message->id);
    CHECK(seen_by(leo)->at == clock.wall());
}

TEST_CASE_FIXTURE(ReadingFixture, "what does not exist is not read") {
    conversation_id = model::ConversationId{"none"};
    CHECK(read(eva).error().code == "inbox.not_found");
}
