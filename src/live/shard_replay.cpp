// Catching up: a part of the log is sent again to one connection.
#include <exception>
#include <optional>

#include "core/json.hpp"
#include "live/replay.hpp"
#include "live/shard.hpp"
#include "live/wire.hpp"

namespace live {
namespace {

using namespace net::socketio;

// A replay goes out in slices, each when the reader has taken the one before it, so that a slow
// line is not taken for a dead one.
constexpr std::size_t slice_bytes = 128 * 1024;
constexpr core::Milliseconds slice_wait{10};
constexpr core::Milliseconds slice_time_max{20'000};

bool may_see(const Socket& socket, const model::Event& event) {
    const auto is_in = [&socket](const std::string& room) { return socket.is_in(room); };
    return std::ranges::any_of(event.rooms, is_in) && std::ranges::none_of(event.except, is_in);
}

json::object position_json(const model::LogPosition& position) {
    return {{"success", true}, {"epoch", position.epoch}, {"sequence", position.sequence}};
}

}  // namespace

// Awaited before the database is read: at most so many replays do so at once, the others come in
// the order in which they asked.
class LiveShard::ReplayTurn {
public:
    explicit ReplayTurn(LiveShard& shard) : shard_(shard) {}
    bool await_ready() const {
        if (shard_.replaying_ >= shard_.parts_.options.replays_at_once_max) return false;
        ++shard_.replaying_;
        return true;
    }
    void await_suspend(std::coroutine_handle<> waiting) const {
        shard_.replays_waiting_.push_back(waiting);
    }
    void await_resume() const {}
    // Hands the turn on.
    void over() const {
        if (shard_.replays_waiting_.empty()) {
            --shard_.replaying_;
            return;
        }
        const auto next = shard_.replays_waiting_.front();
        shard_.replays_waiting_.pop_front();
        shard_.loop().post([next] { next.resume(); });
    }

private:
    LiveShard& shard_;
};

void LiveShard::catch_up(Socket& socket, const Arguments& arguments, Ack ack) {
    core::JsonReader reader(arguments.at(0));
    model::LogPosition cursor{reader.text("epoch"), reader.integer("sequence")};
    if (cursor.sequence < 0) reader.fail("json.value", "sequence");
    if (const auto& fault = reader.fault())
        return ack(json::array{failure(*fault, socket.language())});
    if (socket.attached<Viewer>()->holding) {
        const core::Error busy{core::Kind::conflict, "live.catching_up"};
        return ack(json::array{failure(busy, socket.language())});
    }
    begin_replay(socket, std::move(cursor), Replay::asked, std::move(ack));
}

void LiveShard::begin_replay(Socket& socket, model::LogPosition cursor, Replay kind, Ack ack) {
    socket.attached<Viewer>()->holding = true;
    parts_.metrics.replays.add();
    tasks_.spawn("replay",
                 replay(socket.shared_from_this(), std::move(cursor), kind, std::move(ack)));
}

core::Task<void> LiveShard::replay(SocketPtr socket, model::LogPosition cursor, Replay kind,
                                   Ack ack) {
    auto& viewer = *socket->attached<Viewer>();
    const auto live = position_;  // what comes after it is held back
    std::optional<std::vector<model::Event>> events;
    std::exception_ptr fault;
    const ReplayTurn turn(*this);
    co_await turn;
    try {
        events =
            co_await parts_.database.read([cursor, up_to = live.sequence](store::Transaction& tx) {
                return read_replay(tx, cursor, up_to);
            });
    } catch (const std::exception& cause) {
        fault = std::current_exception();
        parts_.log.warn("replay_failed", {{"error", cause.what()}});
    }
    turn.over();
    if (!socket->connected()) co_return;
    if (fault) {
        const core::Error failed{core::Kind::unavailable, "live.replay_failed"};
        ack(json::array{failure(failed, socket->language())});
        co_return socket->close();  // it comes again, later and later
    }
    if (events && !co_await send_replay(socket, std::move(*events)))
        co_return socket->close(EndReason::slow_reader);
    if (!socket->connected()) co_return;
    const bool same_rights =
        kind == Replay::asked || parts_.rights.unchanged_since(viewer.principal, cursor.sequence);
    auto reached = live;
    if (!events || viewer.held_too_many || !same_rights) {
        tell_resync(*socket);
        viewer.held = {};
        reached = position_;
    }
    ack(json::array{position_json(reached)});
    viewer.sent = 0;
    if (kind == Replay::opening) socket->send(tick_frame(reached, 0));
    release(*socket);
}

// False where the reader did not take it in time.
core::Task<bool> LiveShard::send_replay(SocketPtr socket, std::vector<model::Event> events) {
    std::size_t in_slice = 0;
    std::uint64_t sent = 0;
    for (const auto& event : events) {
        if (!may_see(*socket, event)) continue;
        const auto frame = event_frame(position_.epoch, event);
        socket->send(frame);
        ++sent;
        in_slice += frame->size();
        if (in_slice < slice_bytes) continue;
        in_slice = 0;
        for (auto waited = core::Milliseconds{0}; socket->is_behind(); waited += slice_wait) {
            if (waited >= slice_time_max) co_return false;
            co_await core::sleep_for(slice_wait);
        }
    }
    parts_.metrics.replayed.add(sent);
    co_return true;
}

// What was held back goes out, in order, and counts as live.
void LiveShard::release(Socket& socket) {
    auto& viewer = *socket.attached<Viewer>();
    viewer.holding = viewer.held_too_many = false;
    const auto held = std::exchange(viewer.held, {});
    std::uint64_t bytes = 0, sent = 0;
    for (const auto& frame : held) {
        if (!socket.send_uncounted(frame)) break;
        bytes += frame->size();
        ++sent;
    }
    viewer.sent += sent;
    if (sent != 0) count_sent(sent, bytes);
}

}  // namespace live
