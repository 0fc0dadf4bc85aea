#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "whatsapp/sinks.hpp"

// The one door from Meta's words to ours: this file and message_reader.* know the JSON of
// webhooks. Bytes in, items out; nothing is stored and nothing throws, whatever the bytes are.
namespace whatsapp {

// Meta sends at most 1 000 updates in one body; one with more items than this is dead as a whole.
inline constexpr std::size_t webhook_items_max = 10'000;

// The delivery status of a message that the business sent.
struct StatusUpdate {
    std::string wamid;
    model::AttemptId attempt;  // the opaque data that we sent along; empty for other senders'
    model::MessageStatus status = model::MessageStatus::sent;
    core::WallTime at;
    std::optional<model::MessageError> error;  // of `failed`
};

// One thing that a webhook tells: a message, a status, or a change that has neither.
struct WebhookItem {
    // The same key is the same item, however often and in whatever body it comes (I-2): (number,
    // wamid) of a message, (number, wamid, status, recipient or "") of a status, and for all else
    // the digest of (account, entry time, field, value).
    std::string key;
    std::string kind;    // "message", "echo", "status", "body", or the field as Meta names it
    std::string detail;  // the message's type, the status, the change's event; "" for none
    model::NumberId number;
    std::string number_display;  // "15550001111", "" when not told
    std::string account;         // WhatsApp business account id
    // What it does; nothing for what is recorded and listed, no more.
    std::variant<std::monostate, InboundMessage, StatusUpdate> effect;
    std::optional<IdentityChange> identity_change;
    std::string raw;    // JSON; "" where the effect holds all of it
    std::string fault;  // code of the rule that it breaks; "" for none
};

// Everything that a body tells, in its order. A body that cannot be read is one item of kind
// "body" with its fault. Times ahead of `now` are taken as now.
std::vector<WebhookItem> read_webhook(std::string_view body, core::WallTime now);

// A status as WebhookItem::raw keeps it, read again. Absent where it is none that we know.
std::optional<StatusUpdate> read_status(std::string_view raw, core::WallTime now);

}  // namespace whatsapp
