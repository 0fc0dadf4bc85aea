#include "live/presence.hpp"

#include <doctest/doctest.h>

namespace live {
namespace {

const model::ConversationId conversation{"c"};

TEST_CASE("a person with two tabs comes once and goes with the last") {
    Presence presence;
    CHECK(presence.enter(conversation, {model::UserId{"ana"}, "Ana"}));
    CHECK_FALSE(presence.enter(conversation, {model::UserId{"ana"}, "Ana"}));
    CHECK(presence.in(conversation).size() == 1);
    CHECK_FALSE(presence.leave(conversation, model::UserId{"ana"}));
    CHECK(presence.leave(conversation, model::UserId{"ana"}));
    CHECK(presence.in(conversation).empty());
    CHECK_FALSE(presence.leave(conversation, model::UserId{"ana"}));
}

TEST_CASE("a crowd is named up to a limit") {
    Presence presence;
    for (int i = 0; i < 100; ++i)
        presence.enter(conversation, {model::UserId{"u" + std::to_string(i)}, "U"});
    CHECK(presence.in(conversation).size() == Presence::named_max);
}

}  // namespace
}  // namespace live
