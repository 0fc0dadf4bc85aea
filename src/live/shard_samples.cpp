#include "core/json.hpp"
#include "live/shard.hpp"

namespace live {

using namespace net::socketio;

void LiveShard::subscribe_metrics(Socket& socket, const Arguments& arguments, Ack ack) {
    core::JsonReader reader(arguments.at(0));
    const bool on = reader.boolean_or("on", true);
    const auto refuse = [&](const core::Error& error) {
        ack(json::array{failure(error, socket.language())});
    };
    if (const auto& fault = reader.fault()) return refuse(*fault);
    if (!model::may(viewer_of(socket).principal, model::Permission::monitor))
        return refuse({core::Kind::forbidden, "auth.forbidden"});
    read_samples(socket, on);
    ack(json::array{json::object{{"success", true}}});
}

void LiveShard::read_samples(Socket& socket, bool on) {
    auto& viewer = viewer_of(socket);
    if (viewer.reads_samples == on) return;
    viewer.reads_samples = on;
    parts_.sample_readers += on ? 1 : -1;
    on ? socket.join(samples_room) : socket.leave(samples_room);
}

void LiveShard::send_sample(const std::string& data) {
    auto parsed = core::parse_json(data);
    if (!parsed) return;
    parts_.hub.space()
        .to({samples_room})
        .drop_when_behind()
        .emit("metrics_sample", json::array{*std::move(parsed)});
}

}  // namespace live
