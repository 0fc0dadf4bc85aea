#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/error.hpp"
#include "model/identities.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"

// What whatsapp tells the rooms above it, inside its own transactions, in model's words. The
// composition root lists the implementations in the order in which they are called.
namespace whatsapp {

// One message as a webhook brings it. `content` is Meta's object of that type, whole.
struct InboundMessage {
    model::NumberId number;
    model::Identities from;  // the customer, also where `echo` is set
    std::string name;        // profile name, "" when unknown
    std::string username;    // without "@", "" when unknown
    std::string wamid;
    core::WallTime at;                // Meta's timestamp, capped at now
    std::string type;                 // as Meta names it; "unsupported" for what we do not know
    std::optional<std::string> text;  // a text's body, a caption, the title of a pressed button
    std::string content = "{}";       // JSON
    std::string extra = "{}";         // JSON: context, referral, identity and errors, where given
    std::string reply_to_wamid;       // of a quoted message, "" for none
    std::string about_wamid;          // the message that a reaction, edit or revocation is about
    std::string group;                // group id, "" for none
    bool echo = false;                // sent by the business from its own phone (Business app)
};

// A notice that the identities of a customer change (user_changed_number, user_changed_user_id).
struct IdentityChange {
    model::Identities before;
    model::Identities after;
};

// The delivery state of a message that we sent, after it joined. The same transaction holds the
// outbox row's.
struct DeliveryChange {
    model::MessageId message;
    model::MessageStatus status;
    std::string wamid;  // "" until accepted
    std::optional<model::MessageError> error;
};

class InboundSink {
public:
    virtual ~InboundSink() = default;
    // Called once for each (number, wamid). Throws store::Undo never; core::UnexpectedError or any
    // std::exception makes the item dead, and undoes what it wrote.
    virtual void take_message(store::Transaction& tx, const InboundMessage& message) = 0;
    virtual void take_identity_change(store::Transaction& tx, const IdentityChange& change) = 0;
    virtual void take_delivery(store::Transaction& tx, const DeliveryChange& change) = 0;
    // A channel number that was not known before wrote itself into the journal (an unclaimed row),
    // or a number's state changed.
    virtual void take_number(store::Transaction& tx, const model::NumberId& number) = 0;
};
using InboundSinks = std::vector<std::reference_wrapper<InboundSink>>;

// What is about to be sent, for the last check before the first byte.
struct Dispatch {
    model::MessageId message;
    model::ConversationId conversation;
    model::NumberId number;
    std::string type;  // "text"; a template is allowed outside the window
};

// Asked inside the transaction that marks the message `dispatching`, so that nothing enters it
// after a cancel, a takeover or the end of the window was committed (I-6).
class DispatchGuard {
public:
    virtual ~DispatchGuard() = default;
    // Why it must not go out now; absent when it may.
    virtual std::optional<core::Error> forbids(store::Transaction& tx,
                                               const Dispatch& dispatch) = 0;
};
using DispatchGuards = std::vector<std::reference_wrapper<DispatchGuard>>;

}  // namespace whatsapp
