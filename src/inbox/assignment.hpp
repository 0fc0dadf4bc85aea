#pragma once

#include <optional>

#include "core/result.hpp"
#include "inbox/people.hpp"
#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// Who has a conversation. Whoever loses the right to see it is told (conversation_removed), all
// others get its new state.
namespace inbox {

// Gives the conversation to a user, or to nobody. Taken from somebody, it is no longer taken over.
// Fails with inbox.not_found or inbox.unknown_user.
struct Assignment {
    model::ConversationId conversation;
    model::UserId to;  // empty: nobody
};
core::Result<model::Conversation> assign(store::Transaction& tx, const People& people,
                                         const Assignment& assignment);

// Puts the conversation into a team, or into none. Fails with inbox.not_found or
// inbox.unknown_team.
struct TeamChange {
    model::ConversationId conversation;
    model::TeamId team;  // empty: none
};
core::Result<model::Conversation> change_team(store::Transaction& tx, const People& people,
                                              const TeamChange& change);

// One hand takes the conversation: `takeover` from the bot, who says nothing more; `spectator` and
// `ai_only` give it back. The second hand fails with inbox.taken {name}, a conflict; the same hand
// twice changes nothing. Fails with inbox.not_found too.
struct Takeover {
    model::ConversationId conversation;
    Person by;
    model::Mode mode = model::Mode::takeover;
};
core::Result<model::Conversation> take_over(store::Transaction& tx, const Takeover& takeover);

}  // namespace inbox
