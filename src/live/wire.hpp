#pragma once

#include <cstdint>
#include <string>

#include "model/event.hpp"
#include "net/loop.hpp"

// What live sends, as WebSocket frames of the namespace "/".
namespace live {

// 42["name",data,{"epoch","sequence","at","v":1}]: encoded once for all readers.
net::Frame event_frame(const std::string& epoch, const model::Event& event);
// Every event up to the position that the connection may see was sent before it; `sent` of them
// live.
net::Frame tick_frame(const model::LogPosition& position, std::uint64_t sent);
// Read the API anew and go on from the position.
net::Frame resync_frame(const model::LogPosition& position);

}  // namespace live
