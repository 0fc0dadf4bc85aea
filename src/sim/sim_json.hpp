#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sim/simulator.hpp"

namespace sim {

// What /_sim/ says and takes, as JSON.

std::string customer_json(const Customer& customer);
// All conversations that changed after `version`, newest first, at most conversations_max.
inline constexpr std::size_t conversations_max = 500;
std::string conversations_json(Simulator& simulator, std::uint64_t version);
std::string conversation_json(Simulator& simulator, const Conversation& conversation);
std::string state_json(Simulator& simulator);

// The body of POST /_sim/messages:
//   {"from"?, "name"?, "number"?, "type"?: "text", "text": "…" | {"body"}, "quoted"?, "target"?,
//    "caption"?, <type>?: {…}}
// A type without its object is invented; `text`, `caption` are then its words, `target` what it is
// about. Fails with sim.bad_message {reason} or the codes of core::parse_json.
core::Result<Simulator::WriteRequest> read_write_request(std::string_view body);

}  // namespace sim
