#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/event.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"
#include "whatsapp/channel_numbers_store.hpp"
#include "whatsapp/connection.hpp"
#include "whatsapp/secret_box.hpp"
#include "whatsapp/settings.hpp"
#include "whatsapp/sinks.hpp"

// The business's phone numbers, and what we need to send from them.
namespace whatsapp {

// A number that a signed webhook names gets an unclaimed row, so that its messages have a home.
// The sinks are told of a row that is new.
struct SeenNumber {
    model::NumberId id;
    std::string account;
    std::string display;
};
void note_number(store::Transaction& tx, const SeenNumber& seen, const InboundSinks& sinks);

struct Credentials {
    model::NumberId number;
    std::string access_token;
    std::string account;
    std::string base_url;
    std::string api_version;
};

// Claims a number, or renews what it sends with; its queue goes on. Appends `connection_state`.
// Fails with whatsapp.credentials_missing where a part is empty (but the account), and
// whatsapp.bad_base_url where the URL is neither http nor https.
core::Result<> claim_number(store::Transaction& tx, const Credentials& credentials,
                            const SecretBox& box, const InboundSinks& sinks);

// The queue of a number stands still until its credentials are renewed, a probe finds them good, or
// the process starts anew.
void stop_number(store::Transaction& tx, const model::NumberId& number, std::string_view fault,
                 const InboundSinks& sinks);

void restart_number(store::Transaction& tx, const model::NumberId& number,
                    const InboundSinks& sinks);

// Tells the staff and the number's agents how its connection with Meta stands.
void announce_connection(store::Transaction& tx, const Connection& connection);
// Whether an event may mean that a number can send that could not, or that there is a new one:
// how a connection stands is told to people alone.
bool concerns_queue(const model::Event& event);

// The settings, with commas between them, without which no number can send; empty once one can.
std::string missing_for_first_number(store::Transaction& tx, const Settings& settings);

// The environment makes the first claimed number, once. Later it is only compared: the names of the
// settings that differ from the database are returned, for a warning.
std::vector<std::string> seed_first_number(store::Transaction& tx, const Settings& settings,
                                           const SecretBox& box, const InboundSinks& sinks);

// The number's token; absent where there is none or it was sealed under another master key.
std::optional<std::string> token_of(const ChannelNumber& number, const SecretBox& box);

}  // namespace whatsapp
