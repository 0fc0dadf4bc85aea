#pragma once

#include <optional>
#include <string>

#include "core/clock.hpp"
#include "model/message.hpp"
#include "net/http_client.hpp"
#include "whatsapp/error_table.hpp"
#include "whatsapp/lane.hpp"

// Sending by the Graph API: the request, and what its answer proves.
namespace whatsapp {

net::ClientRequest send_request(const Envelope& envelope, const std::string& token,
                                core::Milliseconds time_max);

// What the answer says, or its absence. Only what proves that nothing was sent may be retried.
struct SendAnswer {
    std::string wamid;                         // accepted, where it is not empty
    Verdict verdict = Verdict::ambiguous;      // else
    std::optional<model::MessageError> error;  // as Graph told it
    std::string reason;                        // for the log: no texts, phones or secrets
};
SendAnswer read_answer(const net::ClientOutcome& outcome);

}  // namespace whatsapp
