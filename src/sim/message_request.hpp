#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "sim/graph_error.hpp"

namespace sim {

// A message as the business asks for it, its form checked.
struct OutgoingMessage {
    std::string to;         // as sent; "" when only a user id is given
    std::string recipient;  // a user id; "" for none
    std::string type;
    std::string text;             // the body, or the caption
    boost::json::object content;  // the type's object
    std::string quoted;           // context.message_id, "" for none
    std::string opaque;           // biz_opaque_callback_data
    const std::string& input() const { return to.empty() ? recipient : to; }
};

// "I have read up to here", with or without "I am typing".
struct ReadMark {
    std::string wamid;
    bool typing = false;
};

// Reads the body of POST /{number}/messages and checks its form (Cloud API; the contract's section
// 1): what is missing, of a wrong type, too long or of an unknown type. Kinds whose content this
// simulator does not check yet are refused with 131051, rather than taken unseen.
std::variant<OutgoingMessage, ReadMark, GraphError> read_message_request(std::string_view body);

}  // namespace sim
