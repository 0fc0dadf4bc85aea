#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "model/message.hpp"
#include "whatsapp/json_tree.hpp"
#include "whatsapp/sinks.hpp"

// Part of webhook_reader.*: one message, and what messages share with statuses.
namespace whatsapp {

// A message of `messages` or (echo) `message_echoes`, with the `value` it stands in.
struct MessageSource {
    JsonTree::Value message;
    JsonTree::Value value;
    bool echo = false;
};
InboundMessage read_message(const MessageSource& source, core::WallTime now);

// A customer's call that is over, as a message of type "call": nobody answers calls here, and who
// called must not go unseen. Absent for every other element of `calls`.
std::optional<InboundMessage> read_ended_call(const MessageSource& source, core::WallTime now);

// What a `system` message says of its sender's identities; absent for every other message.
std::optional<IdentityChange> read_identity_change(const InboundMessage& message,
                                                   JsonTree::Value system);

// Seconds since 1970, as a string or a number; `now` where there are none, or they lie ahead.
core::WallTime read_time(JsonTree::Value seconds, core::WallTime now);

// The first of Meta's `errors`: "whatsapp.131047", its most telling words, and the number.
std::optional<model::MessageError> read_error(JsonTree::Value errors);

// Foreign text as a word to count and list by: at most 64 characters.
std::string word(std::string_view text);

}  // namespace whatsapp
