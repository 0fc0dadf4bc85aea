#pragma once

#include "core/error.hpp"
#include "model/message.hpp"

// What an error code in Graph's answer to a send means for us. Only the code counts: the HTTP
// status of the same code differs between versions (Cloud API contract, section 5).
namespace whatsapp {

enum class Verdict {
    retry,       // provably not sent; again after a back-off
    pair_limit,  // likewise, after 4^n seconds: too many messages to one person (131056)
    token,       // likewise, and no message of this number can go before its token is renewed
    refuse,      // not sent, and never as it is
    ambiguous,   // Meta may have sent it: never again by ourselves
};

// A code that the table does not know is ambiguous: nothing proves that it was not sent.
Verdict verdict_for(int code);

// A failure of ours as a message keeps it: its code, and the name that its words have.
model::MessageError to_message_error(const core::Error& error);

}  // namespace whatsapp
