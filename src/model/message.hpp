#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/catalogue.hpp"
#include "core/clock.hpp"
#include "model/ids.hpp"

namespace model {

enum class Direction { inbound, outbound };

// An outbound message's states (guarantees, section 2), and `received` for an inbound one.
enum class MessageStatus {
    received,
    queued,
    dispatching,
    accepted,
    sent,
    delivered,
    read,
    played,
    failed,
    expired,
    cancelled,
    unconfirmed,
};

std::optional<MessageStatus> parse_message_status(std::string_view name);
std::string_view to_string(MessageStatus status);

// The order in which statuses from Meta join: accepted < sent < failed < delivered < read < played;
// the highest stands, whatever order they come in. 0 for states that Meta does not tell.
int status_rank(MessageStatus status);

// Why a message was not sent or not delivered. Words are found where it is shown, by language.
struct MessageError {
    std::string code;  // ours: "inbox.window_closed", "whatsapp.131047"
    std::string
        detail;  // Meta's own words; of an error of ours the name that its words have; or ""
    std::optional<int> meta_code;
    friend bool operator==(const MessageError&, const MessageError&) = default;
};
// What happened, and what to do about it. A code of Meta's for which the catalogue has no words is
// told in Meta's own.
core::Words words_for(const MessageError& error, core::Language language);

struct Message {
    MessageId id;
    ConversationId conversation;
    ClientId client_id;  // empty for what did not come from our API
    Direction direction = Direction::inbound;
    std::string type;  // "text", "image", … as Meta names it; "unsupported" for the rest
    std::optional<std::string> text;
    std::string content = "{}";  // JSON: what the type needs beyond text
    std::string wamid;           // empty until accepted
    MessageStatus status = MessageStatus::received;
    std::optional<MessageError> error;
    UserId author;  // empty: the customer, or nobody of ours
    std::string author_name;
    core::WallTime sort_at;  // order on screens: (sort_at, id); never changed later
    core::WallTime created_at;
};

// The message as the API and the events give it: the JSON shape `message` of the interfaces.
std::string to_json(const Message& message, core::Language language);

}  // namespace model
