#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/catalogue.hpp"
#include "core/clock.hpp"
#include "model/ids.hpp"
#include "net/http_client.hpp"

// What is known of the connection between a channel number and Meta: words and pure rules.
namespace whatsapp {

enum class ConnectionState {
    unknown,    // nothing was tried since the start
    connected,  // Meta answers as it should
    limited,    // it works, and something wants attention
    failing,    // messages do not go out, or do not come in
};
std::string_view to_string(ConnectionState state);

// What is wrong, as a row of the catalogue ("connection.token"), and what was told of it: no
// secrets, no phone numbers, nothing from a message.
struct ConnectionFault {
    std::string code;
    std::string detail;
    friend bool operator==(const ConnectionFault&, const ConnectionFault&) = default;
};
ConnectionState state_with(const ConnectionFault& fault);
// Whether messages go out, and what is wrong is the other way.
bool is_about_webhooks(const ConnectionFault& fault);
// Whether the same request may succeed a moment later.
bool is_temporary(const ConnectionFault& fault);

struct Connection {
    model::NumberId number;
    ConnectionState state = ConnectionState::unknown;
    std::optional<ConnectionFault> fault;
    std::optional<core::WallTime> checked_at;  // the last probe, or what real traffic proved
    std::optional<core::WallTime> last_webhook_at;
    std::optional<core::WallTime> last_sent_at;
    std::string quality;  // GREEN, YELLOW, RED or UNKNOWN as Meta has it, "" while not told
};

// The fault that a code of Graph's is for the number as a whole; absent for what is about one
// message or one recipient (the number itself works then).
std::optional<ConnectionFault> fault_of_send(int code);

// GET /{phone-number-id}: the cheapest call that needs the token, its permission and the number.
net::ClientRequest probe_request(const std::string& number_url, const std::string& token,
                                 core::Milliseconds time_max);
struct ProbeAnswer {
    std::optional<ConnectionFault> fault;
    std::string quality;
};
ProbeAnswer read_probe(const net::ClientOutcome& outcome);

// {state, fault: {code, detail}|null, checkedAt, lastWebhookAt, lastSentAt, quality}, and with a
// language the fault's text and hint.
std::string to_json(const Connection& connection, std::optional<core::Language> language);

}  // namespace whatsapp
