#pragma once

#include <chrono>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/conversation.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// A case is a piece of work in a conversation. These functions store the case and change
// `conversation.current_case`; the caller saves the conversation and announces it.
namespace inbox {

// A customer who writes again within this time of the resolution means the same matter: their case
// is reopened. After it, a new case begins. (As long as WhatsApp's own window for replies.)
inline constexpr std::chrono::hours reopen_within{24};
// How far ahead a case may be snoozed.
inline constexpr std::chrono::days snooze_max{366};

// A customer's message: opens a case, wakes a snoozed one, reopens a resolved one.
void open_case(store::Transaction& tx, model::Conversation& conversation);

// The business answered: the customer waits no longer, and the case knows its first reply.
void note_answer(store::Transaction& tx, model::Conversation& conversation);

// Resolving what is resolved changes nothing. Fails with inbox.no_case.
core::Result<> resolve_case(store::Transaction& tx, model::Conversation& conversation,
                            const model::UserId& by);

// Fails with inbox.no_open_case, inbox.snooze_past or inbox.snooze_too_far {days}.
core::Result<> snooze_case(store::Transaction& tx, model::Conversation& conversation,
                           core::WallTime until);

// Two conversations become one: `survivor` keeps its open case, or takes the other's.
void join_cases(store::Transaction& tx, model::Conversation& survivor,
                const model::Conversation& absorbed);

// Opens the cases that were snoozed until now, and announces their conversations; at most
// wake_max in one transaction. True where more may be left.
inline constexpr std::int64_t wake_max = 256;
bool wake_snoozed(store::Transaction& tx);

}  // namespace inbox
