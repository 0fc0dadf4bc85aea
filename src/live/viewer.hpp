#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "model/event.hpp"
#include "model/principal.hpp"
#include "net/loop.hpp"
#include "net/socketio/socket.hpp"

namespace live {

// A conversation that a connection looks at.
struct Joined {
    model::ConversationId conversation;
    bool typing = false;       // as the others were told last
    std::optional<bool> next;  // what they are told when the interval is over
    core::SteadyTime told_at{};
    bool told = false;
};

// What live keeps beside a socket.
struct Viewer {
    model::Principal principal;
    std::optional<model::LogPosition> cursor;  // that it came with
    std::uint64_t sent = 0;                    // log events sent live since both counts began
    // While it catches up, live frames are held back in order.
    bool holding = false;
    bool held_too_many = false;
    std::vector<net::Frame> held;
    std::vector<Joined> joined;
    bool reads_samples = false;  // subscribed to metrics_sample
    // Conversations whose scope is being read to be joined; one that is removed meanwhile goes.
    std::vector<model::ConversationId> entering;

    Joined* find(const model::ConversationId& conversation) {
        const auto found = std::ranges::find(joined, conversation, &Joined::conversation);
        return found == joined.end() ? nullptr : &*found;
    }
};

// Entered by those who asked for metrics_sample; no right puts anyone into it by itself.
inline const std::string samples_room = "metrics_sample";

inline Viewer& viewer_of(const net::socketio::Socket& socket) {
    return *socket.attached<Viewer>();
}

}  // namespace live
