#include "live/shard.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "live/wire.hpp"

namespace live {
namespace {

using namespace net::socketio;

constexpr std::string_view conversation_prefix = "conversation:";

// Closing and leaving change the list that is walked.
std::vector<SocketPtr> held(const Hub& hub) {
    std::vector<SocketPtr> sockets;
    for (auto* socket : hub.sockets()) sockets.push_back(socket->shared_from_this());
    return sockets;
}

}  // namespace

LiveShard::LiveShard(Parts parts, model::LogPosition start)
    : parts_(std::move(parts)), position_(std::move(start)), tasks_(parts_.log) {}

void LiveShard::start_ticks() {
    loop().after(parts_.options.tick_interval, [this] {
        tick();
        start_ticks();
    });
}

void LiveShard::tick() {
    for (auto* socket : parts_.hub.sockets()) {
        const auto& viewer = viewer_of(*socket);
        // What is held back was not sent, so nothing can be said before it is.
        if (!viewer.holding) socket->send(tick_frame(position_, viewer.sent));
    }
}

void LiveShard::post(std::shared_ptr<const Batch> batch) {
    const auto count = std::ssize(batch->events);
    const bool room = waiting_.fetch_add(count) + count <= parts_.options.waiting_events_max;
    if (!room) {
        waiting_.fetch_sub(count);
        parts_.metrics.waiting_drops.add(static_cast<std::uint64_t>(count));
    }
    if (room) {
        loop().post([this, batch = std::move(batch)] {
            waiting_.fetch_sub(std::ssize(batch->events));
            take(*batch);
        });
    } else if (lost_up_to_.exchange(batch->events.back().sequence) == 0) {
        loop().post([this, epoch = batch->epoch] {
            position_ = {epoch, lost_up_to_.exchange(0)};
            resync_everybody();
        });
    }
}

void LiveShard::take(const Batch& batch) {
    if (batch.epoch != position_.epoch) {
        position_ = {batch.epoch, batch.events.front().sequence - 1};
        resync_everybody();
    }
    for (const auto& event : batch.events) {
        if (event.sequence <= position_.sequence) continue;  // known from the start, or given up
        position_.sequence = event.sequence;
        distribute(event);
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        loop().clock().steady() - batch.committed_at);
    parts_.metrics.delay.record(
        static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)));
}

void LiveShard::distribute(const model::Event& event) {
    net::Frame frame;
    std::uint64_t sent = 0;
    parts_.hub.each_in(event.rooms, event.except, [&](Socket& socket) {
        auto& viewer = viewer_of(socket);
        if (!frame) frame = event_frame(position_.epoch, event);
        if (viewer.holding) return hold(viewer, frame);
        if (!socket.send_uncounted(frame)) return;
        ++viewer.sent;
        ++sent;
    });
    if (sent != 0) count_sent(sent, sent * frame->size());
    if (event.name == "conversation_removed") leave_removed(event);
}

void LiveShard::count_sent(std::uint64_t events, std::uint64_t bytes) {
    parts_.metrics.events_out.add(events);
    parts_.metrics.bytes_out.add(bytes);
    auto& engine = parts_.hub.engine().metrics();
    engine.frames_out.add(events);
    engine.bytes_out.add(bytes);
}

void LiveShard::hold(Viewer& viewer, const net::Frame& frame) {
    if (viewer.held_too_many || viewer.held.size() >= parts_.options.held_events_max) {
        parts_.metrics.held_drops.add(1 + viewer.held.size());
        viewer.held_too_many = true;
        viewer.held = {};
        return;
    }
    viewer.held.push_back(frame);
}

// Who may no more see a conversation does not see who types in it either.
void LiveShard::leave_removed(const model::Event& event) {
    const auto data = core::parse_json(event.data);
    if (!data) return;
    const model::ConversationId conversation{core::JsonReader(*data).text_or("id", "")};
    std::vector<SocketPtr> leaving;
    parts_.hub.each_in(event.rooms, event.except, [&](Socket& socket) {
        auto& viewer = viewer_of(socket);
        std::erase(viewer.entering, conversation);
        if (viewer.find(conversation)) leaving.push_back(socket.shared_from_this());
    });
    for (const auto& socket : leaving) leave(*socket, conversation);
}

void LiveShard::welcome(Socket& socket) {
    auto& viewer = viewer_of(socket);
    for (const auto& room :
         model::rooms_of(viewer.principal, parts_.doors.numbers(), parts_.doors.teams()))
        socket.join(room);
    if (!viewer.cursor) return socket.send(tick_frame(position_, 0));
    begin_replay(socket, *std::exchange(viewer.cursor, std::nullopt), Replay::opening, {});
}

void LiveShard::farewell(Socket& socket) {
    auto& viewer = viewer_of(socket);
    if (std::exchange(viewer.reads_samples, false)) --parts_.sample_readers;
    while (!viewer.joined.empty()) {
        const auto conversation = viewer.joined.back().conversation;
        leave(socket, conversation);
    }
}

void LiveShard::tell_resync(Socket& socket) {
    parts_.metrics.resyncs.add();
    socket.send(resync_frame(position_));
}

void LiveShard::resync_everybody() {
    for (auto* socket : parts_.hub.sockets()) {
        auto& viewer = viewer_of(*socket);
        // Who catches up is told when that ends.
        if (viewer.holding)
            viewer.held_too_many = true;
        else
            tell_resync(*socket);
    }
}

void LiveShard::close_where(const std::function<bool(const model::Principal&)>& matches) {
    for (const auto& socket : held(parts_.hub)) {
        if (matches(viewer_of(*socket).principal)) socket->expel();
    }
}

bool LiveShard::change_rooms(Socket& socket, const model::Principal& principal) {
    auto& viewer = viewer_of(socket);
    viewer.principal = principal;
    const auto wanted = model::rooms_of(principal, parts_.doors.numbers(), parts_.doors.teams());
    bool changed = false;
    if (!model::may(principal, model::Permission::monitor)) read_samples(socket, false);
    for (const auto& room : socket.rooms()) {
        if (room.starts_with(conversation_prefix) || room == samples_room) continue;
        if (std::ranges::find(wanted, room) != wanted.end()) continue;
        socket.leave(room);
        changed = true;
    }
    for (const auto& room : wanted) {
        if (socket.is_in(room)) continue;
        socket.join(room);
        changed = true;
    }
    return changed;
}

void LiveShard::renew_rights(const model::UserId& user) {
    for (const auto& socket : held(parts_.hub)) {
        const auto& viewer = viewer_of(*socket);
        if (viewer.principal.user != user) continue;
        const auto principal = parts_.doors.renew(viewer.principal);
        if (!principal) {
            socket->expel();
            continue;
        }
        change_rooms(*socket, *principal);
        tell_resync(*socket);
        if (!viewer.joined.empty())
            tasks_.spawn("check_conversations", check_conversations(socket));
    }
}

void LiveShard::renew_rooms() {
    for (const auto& socket : held(parts_.hub))
        if (const auto principal = viewer_of(*socket).principal; change_rooms(*socket, principal))
            tell_resync(*socket);
}

}  // namespace live
