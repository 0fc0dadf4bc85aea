#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "model/identities.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"
#include "whatsapp/channel_numbers_store.hpp"
#include "whatsapp/sinks.hpp"

// A conversation's lane: its messages go one at a time, in the order in which they were queued.
namespace whatsapp {

struct LaneRules {
    const InboundSinks& sinks;
    const DispatchGuards& guards;
    core::Milliseconds message_expiry;
    core::Milliseconds unconfirmed_hold;
};

// A message that is `dispatching`: everything that the call to Meta needs.
struct Envelope {
    model::AttemptId attempt;
    model::MessageId message;
    model::ConversationId conversation;
    ChannelNumber number;  // its base URL is the message's own
    model::Identities to;
    std::string text;
    std::int64_t tries = 0;  // attempts before this one, since it was queued
    std::string request_id;  // of who queued it, for the log
};

// What a lane does next.
struct Claim {
    struct Empty {};
    struct Wait {
        core::WallTime until;
    };
    // The number stands still (stop_number); the lane is looked at again when it is renewed.
    struct Stopped {};
    std::variant<Empty, Wait, Stopped, Envelope> next;
    std::vector<model::MessageStatus> changes;  // states that its messages came into
};

// Takes the lane's head and marks it `dispatching` with a fresh attempt id; durable once the
// transaction is. In that same transaction the guards are asked (I-6), and heads that are expired
// or forbidden end, until one may go, one must wait, or none is left.
Claim claim_next(store::Transaction& tx, const model::ConversationId& conversation,
                 const LaneRules& rules);

}  // namespace whatsapp
