#pragma once

#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "model/message.hpp"
#include "net/http_client.hpp"
#include "whatsapp/channel_numbers_store.hpp"
#include "whatsapp/error_table.hpp"
#include "whatsapp/lane.hpp"

// Sending by the Graph API: the request, and what its answer proves.
namespace whatsapp {

// Where the number is in the Graph API: everything of it lies below.
std::string graph_url(const ChannelNumber& number);

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

// Counts the calls to Graph, of messages and of probes alike: chasqui_graph_calls_total{outcome}.
class GraphCalls {
public:
    explicit GraphCalls(core::Metrics& metrics);
    void count(const net::ClientOutcome& outcome);

private:
    core::Counter& answered_;
    core::Counter& failed_;  // no answer came
};

}  // namespace whatsapp
