#include "live/wire.hpp"

#include "core/json_text.hpp"
#include "net/socketio/packet.hpp"

namespace live {
namespace {

constexpr std::string_view root = "/";

core::JsonObject position_object(const model::LogPosition& position) {
    core::JsonObject object;
    object.text("epoch", position.epoch).integer("sequence", position.sequence);
    return object;
}

}  // namespace

net::Frame event_frame(const std::string& epoch, const model::Event& event) {
    std::string array = "[";
    array.reserve(event.data.size() + event.name.size() + epoch.size() + 96);
    core::append_json_text(array, event.name);
    array.append(",").append(event.data.empty() ? "null" : event.data).append(",");
    array += position_object({epoch, event.sequence})
                 .text("at", core::to_iso8601(event.at))
                 .integer("v", 1)
                 .take();
    array += ']';
    return net::socketio::encode_event_text(root, array);
}

net::Frame tick_frame(const model::LogPosition& position, std::uint64_t sent) {
    auto object = position_object(position);
    object.integer("sent", static_cast<std::int64_t>(sent));
    return net::socketio::encode_event_text(root, "[\"tick\"," + object.take() + "]");
}

net::Frame resync_frame(const model::LogPosition& position) {
    return net::socketio::encode_event_text(
        root, "[\"resync\"," + position_object(position).take() + "]");
}

}  // namespace live
