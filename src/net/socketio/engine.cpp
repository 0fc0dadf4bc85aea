#include "net/socketio/engine.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace net::socketio {
namespace {

// How many fall due in one turn of the loop: 5 000 sockets that came at once are pinged over many
// turns, and are spread from then on.
constexpr int due_a_turn = 256;

// How far beyond queued_bytes_max a reader's queue grows while it is watched.
constexpr std::size_t hard_factor = 4;

std::string open_packet(Engine& engine) {
    const auto& options = engine.options();
    return "0{\"sid\":\"" + engine.random().token(15) +
           "\",\"upgrades\":[],\"pingInterval\":" + std::to_string(options.ping_interval.count()) +
           ",\"pingTimeout\":" + std::to_string(options.ping_timeout.count()) +
           ",\"maxPayload\":" + std::to_string(options.reader.message_bytes_max) + "}";
}

EndReason reason_of(CloseReason reason) {
    switch (reason) {
        case CloseReason::peer: return EndReason::transport_close;
        case CloseReason::slow_reader: return EndReason::slow_reader;
        case CloseReason::shutdown: return EndReason::server_shutdown;
        case CloseReason::local: return EndReason::server_close;
        case CloseReason::timeout:
        case CloseReason::error: break;
    }
    return EndReason::transport_error;
}

}  // namespace

std::string_view to_string(EndReason reason) {
    switch (reason) {
        case EndReason::transport_close:
        case EndReason::client_close: return "transport close";
        case EndReason::transport_error: return "transport error";
        case EndReason::ping_timeout: return "ping timeout";
        case EndReason::parse_error: return "parse error";
        case EndReason::server_close: return "forced close";
        case EndReason::connect_timeout: return "connect timeout";
        case EndReason::slow_reader: return "slow reader";
        case EndReason::too_many_events: return "too many events";
        case EndReason::server_shutdown: return "server shutting down";
        case EndReason::client_left: return "client namespace disconnect";
        case EndReason::server_left: return "server namespace disconnect";
    }
    return "";
}

EngineMetrics::EngineMetrics(core::Metrics& metrics)
    : opened(metrics.counter("chasqui_socket_sessions_total", "Socket.IO sessions opened")),
      bytes_out(metrics.counter("chasqui_socket_out_bytes_total",
                                "WebSocket bytes handed to connections")),
      frames_out(metrics.counter("chasqui_socket_out_frames_total",
                                 "WebSocket frames handed to connections")),
      slow_readers(metrics.counter("chasqui_socket_slow_readers_total",
                                   "Sessions closed because their reader was too slow")),
      protocol_faults(metrics.counter("chasqui_socket_protocol_faults_total",
                                      "Sessions closed because what came was no packet")),
      latency(
          metrics.histogram("chasqui_websocket_latency_seconds", "Time from a ping to its pong")) {}

Engine::Engine(const Parts& parts)
    : parts_(parts),
      pings_(parts.options.ping_interval),
      pongs_(parts.options.ping_timeout),
      connects_(parts.options.connect_timeout),
      ping_frame_(ws::encode_frame(ws::Opcode::text, "2")) {}

Engine::~Engine() {
    core::check(sessions_.empty(), "connections end before their engine");
}

void Engine::end_all(EndReason reason) {
    const auto sessions = sessions_;
    for (auto* session : sessions) session->end(reason);
}

// One timer stands for what falls due first; when it runs too early it is set anew.
void Engine::arm() {
    Deadlines::Entry* first = nullptr;
    for (auto* list : {&pings_, &pongs_, &connects_})
        if (auto* entry = list->first(); entry && (!first || entry->due() < first->due()))
            first = entry;
    if (!first || (timer_ != core::TimerId::none && timer_due_ <= first->due())) return;
    if (timer_ != core::TimerId::none) parts_.loop.cancel(timer_);
    timer_due_ = first->due();
    const auto left = timer_due_ - parts_.loop.clock().steady();
    const auto delay = std::max(std::chrono::ceil<core::Milliseconds>(left), core::Milliseconds{0});
    timer_ = parts_.loop.after(delay, [this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) expire();
    });
}

void Engine::expire() {
    timer_ = core::TimerId::none;
    const auto now = parts_.loop.clock().steady();
    int left = due_a_turn;
    const auto each_due = [&](Deadlines& list, auto&& act) {
        for (auto* entry = list.first(); entry && entry->due() <= now && left > 0;
             entry = list.first(), --left) {
            entry->remove();
            act(*static_cast<EngineSession::Due*>(entry)->session);
        }
    };
    each_due(pongs_, [](EngineSession& session) { session.end(EndReason::ping_timeout); });
    each_due(connects_, [](EngineSession& session) { session.end(EndReason::connect_timeout); });
    each_due(pings_, [](EngineSession& session) { session.ping_due(); });
    arm();
}

EngineSession::EngineSession(Engine& engine, Connection& connection)
    : engine_(engine),
      connection_(&connection),
      reader_(engine.options().reader),
      index_(engine.sessions_.size()) {
    beat_entry_.session = connect_entry_.session = this;
    engine_.sessions_.push_back(this);
    engine_.metrics().opened.add();
}

EngineSession::~EngineSession() {
    auto& sessions = engine_.sessions_;
    sessions.back()->index_ = index_;
    sessions[index_] = sessions.back();
    sessions.pop_back();
}

void EngineSession::begin(const std::shared_ptr<EngineSession>& session, std::string head,
                          std::string_view leftover) {
    auto& self = *session;
    auto& engine = self.engine_;
    self.self_ = session;
    auto& connection = *self.connection_;
    connection.hand_to(session);
    ws::append_frame(head, ws::Opcode::text, open_packet(engine));
    self.send(std::make_shared<const std::string>(std::move(head)));
    const auto now = engine.loop().clock().steady();
    engine.pings_.add(self.beat_entry_, now);
    engine.connects_.add(self.connect_entry_, now);
    engine.arm();
    if (!leftover.empty()) self.on_bytes(connection, leftover);
}

void EngineSession::send(const Frame& frame) {
    if (!send_uncounted(frame)) return;
    engine_.metrics().bytes_out.add(frame->size());
    engine_.metrics().frames_out.add();
}

bool EngineSession::send_uncounted(const Frame& frame) {
    if (!connection_ || ended_ || pace_ == Pace::slow) return false;
    connection_->send(frame);
    const auto queued_bytes = connection_->queued_bytes();
    if (queued_bytes > engine_.options().queued_bytes_max) watch_reader(queued_bytes);
    return true;
}

void EngineSession::watch_reader(std::size_t queued_bytes) {
    if (pace_ == Pace::watched && queued_bytes > hard_factor * engine_.options().queued_bytes_max)
        pace_ = Pace::slow;
    if (pace_ != Pace::keeps_up) return;
    pace_ = Pace::watched;
    // By a timer, so that a broadcast that walks a room never sees a member leave it on the way.
    engine_.loop().after(engine_.options().slow_grace, [self = self_] {
        if (const auto session = self.lock()) session->judge_reader();
    });
}

void EngineSession::judge_reader() {
    if (ended_ || !connection_) return;
    const bool over = connection_->queued_bytes() > engine_.options().queued_bytes_max;
    if (pace_ == Pace::watched && !over) {
        pace_ = Pace::keeps_up;
        return;
    }
    engine_.metrics().slow_readers.add();
    pace_ = Pace::last_word;
    on_slow();
    end(EndReason::slow_reader);
}

void EngineSession::end(EndReason reason) {
    if (ended_) return;
    ended_ = true;
    beat_entry_.remove();
    connect_entry_.remove();
    const auto alive = self_.lock();
    on_end(reason);
    const bool at_fault = reason == EndReason::parse_error || reason == EndReason::too_many_events;
    if (reason == EndReason::server_shutdown)
        close_connection(ws::CloseCode::going_away, CloseReason::shutdown);
    else if (reason == EndReason::slow_reader)
        close_connection(ws::CloseCode::policy_violation, CloseReason::slow_reader);
    else
        close_connection(at_fault ? ws::CloseCode::policy_violation : ws::CloseCode::normal,
                         CloseReason::local);
}

void EngineSession::close_connection(ws::CloseCode code, CloseReason reason) {
    if (!connection_) return;
    connection_->send(ws::encode_close(code));
    connection_->close(reason);
    connection_ = nullptr;
}

void EngineSession::end_after_fault(ws::Fault fault) {
    if (ended_) return;
    engine_.metrics().protocol_faults.add();
    ended_ = true;
    beat_entry_.remove();
    connect_entry_.remove();
    on_end(EndReason::transport_error);
    close_connection(ws::close_code_for(fault), CloseReason::local);
}

void EngineSession::on_bytes(Connection&, std::string_view bytes) {
    if (ended_) return;
    const auto alive = self_.lock();
    if (const auto fault = reader_.read(bytes, engine_.scratch_, *this)) end_after_fault(*fault);
}

void EngineSession::on_closed(Connection&, CloseReason reason) {
    connection_ = nullptr;
    end(reason_of(reason));
}

bool EngineSession::on_frame(ws::Opcode opcode, std::string_view payload) {
    switch (opcode) {
        case ws::Opcode::text: on_engine_packet(payload); break;
        case ws::Opcode::binary: on_binary(payload); break;
        case ws::Opcode::ping: send(ws::encode_frame(ws::Opcode::pong, payload)); break;
        case ws::Opcode::close: end(EndReason::transport_close); break;
        case ws::Opcode::pong:
        case ws::Opcode::continuation: break;
    }
    return !ended_;
}

void EngineSession::on_engine_packet(std::string_view text) {
    switch (text.empty() ? EnginePacket::open : static_cast<EnginePacket>(text.front())) {
        case EnginePacket::message: return on_text(text.substr(1));
        case EnginePacket::pong: return on_pong();
        case EnginePacket::close: return end(EndReason::client_close);
        case EnginePacket::noop: return;
        case EnginePacket::open:  // these are ours to send, or belong to polling
        case EnginePacket::ping:
        case EnginePacket::upgrade: break;
    }
    engine_.metrics().protocol_faults.add();
    end(EndReason::parse_error);
}

void EngineSession::on_pong() {
    if (!awaits_pong_) return;
    awaits_pong_ = false;
    const auto now = engine_.loop().clock().steady();
    const auto sent_at = beat_entry_.due() - engine_.options().ping_timeout;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - sent_at);
    engine_.metrics().latency.record(
        static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)));
    engine_.pings_.add(beat_entry_, now);
    engine_.arm();
}

void EngineSession::ping_due() {
    send(engine_.ping_frame_);
    awaits_pong_ = true;
    engine_.pongs_.add(beat_entry_, engine_.loop().clock().steady());
}

}  // namespace net::socketio
