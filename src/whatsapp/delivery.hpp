#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"
#include "whatsapp/outbox_store.hpp"
#include "whatsapp/sinks.hpp"
#include "whatsapp/webhook_reader.hpp"

// How what Meta says of an attempt becomes the state of its message (guarantees, section 2).
namespace whatsapp {

// Writes a message's state, tells the sinks in the same transaction, and remembers what changed,
// for the metrics after the commit.
class Deliveries {
public:
    Deliveries(store::Transaction& tx, const InboundSinks& sinks) : tx_(tx), sinks_(sinks) {}
    store::Transaction& transaction() { return tx_; }

    // Puts the row into a state, from now on.
    void change(OutboxRow& row, model::MessageStatus state,
                std::optional<model::MessageError> error = {});
    std::vector<model::MessageStatus> take_changes() { return std::move(changes_); }

private:
    store::Transaction& tx_;
    const InboundSinks& sinks_;
    std::vector<model::MessageStatus> changes_;
};

// What an attempt gives to its message's state: the highest status that Meta told of it. An attempt
// that is no longer the message's own (a person said "send again") gives nothing until Meta has
// told `sent` or better of it: its failure alone must not end the one that follows.
std::optional<model::MessageStatus> contribution(const Attempt& attempt, const OutboxRow& row);

// Joins a status to its message, by the attempt id that it carries or by (number, wamid).
// False where neither is known: the caller parks it.
bool take_status(Deliveries& deliveries, const model::NumberId& number, const StatusUpdate& update);

// How an attempt ended, as far as the call to Meta tells.
struct Accepted {
    std::string wamid;
};
struct NotSent {  // provably: Meta has not seen it
    core::WallTime retry_at;
};
struct Refused {
    model::MessageError error;
};
struct Unconfirmed {};
using AttemptOutcome = std::variant<Accepted, NotSent, Refused, Unconfirmed>;

// Records the end of an attempt. A status that came before it stands where it is higher.
void take_outcome(Deliveries& deliveries, const model::AttemptId& attempt,
                  const AttemptOutcome& outcome);

// At start: every message found `dispatching` may or may not have been sent.
void unconfirm_dispatching(Deliveries& deliveries);

}  // namespace whatsapp
