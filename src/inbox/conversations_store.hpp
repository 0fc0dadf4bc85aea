#pragma once

#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "model/principal.hpp"
#include "store/transaction.hpp"

// The SQL of conversations. Rules change a model::Conversation and save it whole.
namespace inbox {

// Also where the id is that of a conversation which became part of another.
std::optional<model::Conversation> find_conversation(store::Transaction& tx,
                                                     const model::ConversationId& id);

// Whom a conversation is with, on which of our numbers.
struct Parties {
    model::NumberId number;
    model::ContactId contact;
};
std::optional<model::Conversation> find_conversation(store::Transaction& tx,
                                                     const Parties& parties);
std::vector<model::ConversationId> conversations_of(store::Transaction& tx,
                                                    const model::ContactId& contact);
std::vector<model::Scope> scopes_of(store::Transaction& tx, const model::ContactId& contact);
std::optional<model::Scope> find_scope(store::Transaction& tx, const model::ConversationId& id);

void insert_conversation(store::Transaction& tx, const model::Conversation& conversation);
// What rules change often: assignee, mode, counters, last message, case, updated_at.
void save_conversation(store::Transaction& tx, const model::Conversation& conversation);
void save_team(store::Transaction& tx, const model::Conversation& conversation);
void set_contact(store::Transaction& tx, const model::ConversationId& conversation,
                 const model::ContactId& contact);

// `absorbed` ends: its messages, cases and readers go to `survivor`, and so does its id.
struct ConversationAbsorption {
    model::ConversationId survivor;
    model::ConversationId absorbed;
};
void absorb_conversation(store::Transaction& tx, const ConversationAbsorption& absorption);

// Every (number, team) that a conversation has ever had, without assignee.
std::vector<model::Scope> known_scopes(store::Transaction& tx);

// Keeps an agent's name for the screens of others.
void note_agent(store::Transaction& tx, const model::UserId& agent, const std::string& name);

// How far an agent has read. Going back to an older message is kept too: it was on the screen.
struct Seen {
    model::MessageId message;
    core::WallTime at;
};
void save_seen(store::Transaction& tx, const model::ConversationId& conversation,
               const model::UserId& agent, const Seen& seen);
std::optional<Seen> find_seen(store::Transaction& tx, const model::ConversationId& conversation,
                              const model::UserId& agent);

}  // namespace inbox
