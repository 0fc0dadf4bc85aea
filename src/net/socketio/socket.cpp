#include "net/socketio/socket.hpp"

#include <algorithm>
#include <utility>

#include "net/socketio/client.hpp"
#include "net/socketio/namespace.hpp"

namespace net::socketio {

Socket::Socket(Client& client, Hub& hub) : client_(&client), hub_(&hub) {
    const auto token = client.engine().random().token(15);
    core::check(token.size() == id_characters, "15 bytes are 20 characters of base64url");
    std::ranges::copy(token, id_.begin());
}

Socket::~Socket() {
    core::check(rooms_.empty(), "a socket leaves its rooms before it dies");
}

const std::string& Socket::namespace_name() const {
    return hub_->space().name();
}

std::shared_ptr<const http::Request> Socket::handshake() const {
    return client_ ? client_->handshake() : nullptr;
}

core::Language Socket::language() const {
    return client_ ? client_->language() : core::Language::es;
}

Loop& Socket::loop() const {
    return hub_->engine().loop();
}

void Socket::send_packet(const EncodedPacket& packet) {
    for (const auto& frame : packet.frames) send(frame);
}

bool Socket::hand_over(const EncodedPacket& packet, bool is_volatile) {
    if (!connected() || (is_volatile && client_->is_behind())) return false;
    for (const auto& frame : packet.frames)
        if (!client_->send_uncounted(frame)) return false;
    return true;
}

void Socket::send(const Frame& frame) {
    if (connected()) client_->send(frame);
}

bool Socket::send_uncounted(const Frame& frame) {
    return connected() && client_->send_uncounted(frame);
}

bool Socket::is_behind() const {
    return connected() && client_->is_behind();
}

void Socket::emit(std::string_view event, const Arguments& arguments) {
    if (connected()) send_packet(encode_event(namespace_name(), event, arguments));
}

void Socket::emit_volatile(std::string_view event, const Arguments& arguments) {
    if (connected() && !client_->is_behind()) emit(event, arguments);
}

void Socket::emit_with_ack(std::string_view event, const Arguments& arguments,
                           core::Milliseconds timeout, AckHandler handler) {
    if (!connected()) return handler(core::Error{core::Kind::unavailable, "socket.disconnected"});
    if (!acks_) acks_ = std::make_unique<Acks>();
    if (acks_->pending.size() >= pending_acks_max)
        return handler(core::Error{core::Kind::rate_limited, "socket.too_many_acks"});
    const auto id = acks_->next++;
    const auto timer = loop().after(timeout, [weak = weak_from_this(), id] {
        if (const auto socket = weak.lock())
            socket->take_ack(id, core::Error{core::Kind::unavailable, "socket.ack_timeout"});
    });
    acks_->pending.emplace(id, PendingAck{std::move(handler), timer});
    send_packet(encode_event(namespace_name(), event, arguments, id));
}

// An id that nobody waits for (late, or made up) is ignored.
void Socket::take_ack(std::uint64_t id, core::Result<Arguments> outcome) {
    if (!acks_) return;
    auto node = acks_->pending.extract(id);
    if (node.empty()) return;
    loop().cancel(node.mapped().timer);
    node.mapped().handler(std::move(outcome));
}

void Socket::join(std::string_view room) {
    if (connected()) hub_->join(*this, room);
}

void Socket::leave(std::string_view room) {
    hub_->leave(*this, room);
}

void Socket::leave_all() {
    while (!rooms_.empty()) hub_->leave_slot(*this, rooms_.size() - 1);
}

bool Socket::is_in(std::string_view room) const {
    return std::ranges::any_of(rooms_,
                               [room](const RoomSlot& slot) { return slot.room->name == room; });
}

std::vector<std::string> Socket::rooms() const {
    std::vector<std::string> names;
    for (const auto& slot : rooms_) names.push_back(slot.room->name);
    return names;
}

Broadcast Socket::to(std::vector<std::string> rooms) {
    return Broadcast{hub_->space(), {std::move(rooms), {}, this}};
}

void Socket::disconnect() {
    if (!connected()) return;
    send_packet({{ws::encode_frame(ws::Opcode::text,
                                   encode_packet({PacketType::disconnect, namespace_name()}))}});
    gone(EndReason::server_left);
}

void Socket::expel() {
    auto* client = client_;
    disconnect();
    if (client) client->end(EndReason::server_close);
}

void Socket::close(EndReason reason) {
    if (client_) client_->end(reason);
}

void Socket::gone(EndReason reason) {
    if (state_ == State::gone) return;
    const auto alive = shared_from_this();
    const bool was_connected = std::exchange(state_, State::gone) == State::connected;
    auto* client = std::exchange(client_, nullptr);
    const auto acks = std::move(acks_);
    if (was_connected) {
        if (const auto& handler = hub_->space().on_disconnect_) handler(*this, reason);
        leave_all();
        hub_->exit(*this);
    }
    client->forget(*this);
    if (!acks) return;
    for (auto& [id, pending] : acks->pending) {
        loop().cancel(pending.timer);
        pending.handler(core::Error{core::Kind::unavailable, "socket.disconnected"});
    }
}

void Ack::operator()(const Arguments& arguments) {
    const auto socket = std::exchange(socket_, {}).lock();
    if (!socket || !socket->connected()) return;
    socket->send_packet(encode_ack(socket->namespace_name(), id_, arguments));
}

void Admission::accept() {
    const auto socket = std::exchange(socket_, {}).lock();
    if (socket && socket->state_ == Socket::State::pending) socket->client_->admit(*socket);
}

void Admission::refuse(std::string_view message, const json::value& data) {
    const auto socket = std::exchange(socket_, {}).lock();
    if (socket && socket->state_ == Socket::State::pending)
        socket->client_->refuse(*socket, message, data);
}

}  // namespace net::socketio
