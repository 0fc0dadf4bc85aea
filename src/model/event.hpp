#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace model {

// An entry of the event log: whole state, never a difference, for the rooms that may see it.
struct Event {
    std::int64_t sequence = 0;        // given by the store in the transaction; 0 before
    core::WallTime at;                // given by the store
    std::string name;                 // "new_message", "conversation_updated", …
    std::string data;                 // JSON
    std::vector<std::string> rooms;   // audience, see model::audience
    std::vector<std::string> except;  // rooms that keep out of it
};

// Where in the log a snapshot, a client or a connection stands.
struct LogPosition {
    std::string epoch;
    std::int64_t sequence = 0;
    friend bool operator==(const LogPosition&, const LogPosition&) = default;
};

}  // namespace model
