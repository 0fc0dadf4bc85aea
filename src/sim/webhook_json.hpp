#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sim {

// One of the business's numbers.
struct BusinessNumber {
    std::string id;      // phone number id
    std::string digits;  // "15550001111"
    std::string name;    // verified name
};

// One update that Meta has for the business.
struct WebhookItem {
    enum class Kind { message, status };
    Kind kind = Kind::message;
    std::size_t number = 0;  // which of the business's numbers
    std::string recipient;   // the customer's handle
    std::string wamid;
    std::string status;           // of kind status
    boost::json::object contact;  // {profile, wa_id, user_id}; empty: none is sent
    boost::json::object payload;  // what stands in messages[] or statuses[]
};

// The body of one POST with these updates, in order: neighbours of one number and kind share a
// `value`, as Meta batches them. Non-ASCII letters are escaped before signing, as Meta does.
std::string webhook_body(std::string_view account_id, std::span<const BusinessNumber> numbers,
                         std::span<const WebhookItem> items);

// "Olá" → "Ol\u00e1": every code point beyond ASCII as lower-case \uXXXX, pairs where needed.
// `json` is valid UTF-8.
std::string escape_non_ascii(std::string_view json);

}  // namespace sim
