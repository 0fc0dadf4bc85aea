#include "net/socketio/namespace.hpp"

#include <algorithm>

#include "net/socketio/server.hpp"

namespace net::socketio {

std::size_t Hub::room_size(std::string_view room) const {
    const auto found = rooms_.find(room);
    return found == rooms_.end() ? 0 : found->second->members.size();
}

Room* Hub::find(std::string_view name) {
    const auto found = rooms_.find(name);
    return found == rooms_.end() ? nullptr : found->second.get();
}

// Who is excepted counts as met already.
void Hub::begin_walk(std::span<const std::string> except) {
    ++walk_;
    for (const auto& name : except)
        if (auto* room = find(name))
            for (auto* socket : room->members) socket->visited_ = walk_;
}

std::size_t Hub::send(const Audience& audience, const EncodedPacket& packet, bool is_volatile) {
    std::size_t reached = 0;
    each(audience, [&](Socket& socket) { reached += socket.hand_over(packet, is_volatile); });
    auto& metrics = engine_.metrics();
    metrics.bytes_out.add(reached * packet.bytes);
    metrics.frames_out.add(reached * packet.frames.size());
    return reached;
}

void Hub::enter(Socket& socket) {
    socket.index_ = static_cast<std::uint32_t>(sockets_.size());
    sockets_.push_back(&socket);
}

void Hub::exit(Socket& socket) {
    sockets_.back()->index_ = socket.index_;
    sockets_[socket.index_] = sockets_.back();
    sockets_.pop_back();
}

void Hub::join(Socket& socket, std::string_view name) {
    if (socket.is_in(name)) return;
    auto found = rooms_.find(name);
    if (found == rooms_.end()) {
        auto room = std::make_unique<Room>();
        room->name = name;
        found = rooms_.emplace(std::string(name), std::move(room)).first;
    }
    auto& members = found->second->members;
    socket.rooms_.push_back({found->second.get(), static_cast<std::uint32_t>(members.size())});
    members.push_back(&socket);
}

void Hub::leave(Socket& socket, std::string_view name) {
    const auto slot = std::ranges::find_if(
        socket.rooms_, [name](const auto& candidate) { return candidate.room->name == name; });
    if (slot != socket.rooms_.end())
        leave_slot(socket, static_cast<std::size_t>(slot - socket.rooms_.begin()));
}

// The last member takes the place that becomes free, so that the list stays dense.
void Hub::leave_slot(Socket& socket, std::size_t slot) {
    const auto left = socket.rooms_[slot];
    socket.rooms_[slot] = socket.rooms_.back();
    socket.rooms_.pop_back();
    auto& members = left.room->members;
    auto* last = members.back();
    members[left.index] = last;
    members.pop_back();
    if (last != &socket)
        std::ranges::find_if(last->rooms_, [&left](const auto& other) {
            return other.room == left.room;
        })->index = left.index;
    if (members.empty()) rooms_.erase(rooms_.find(left.room->name));
}

Namespace& Namespace::admit(AdmitHandler handler) {
    admit_ = std::move(handler);
    return *this;
}

Namespace& Namespace::on_connect(std::function<void(Socket&)> handler) {
    on_connect_ = std::move(handler);
    return *this;
}

Namespace& Namespace::on_disconnect(std::function<void(Socket&, EndReason)> handler) {
    on_disconnect_ = std::move(handler);
    return *this;
}

Namespace& Namespace::on_slow(std::function<void(Socket&)> handler) {
    on_slow_ = std::move(handler);
    return *this;
}

Namespace& Namespace::on(std::string event, EventHandler handler) {
    events_.insert_or_assign(std::move(event), std::move(handler));
    return *this;
}

Namespace& Namespace::on_other(EventHandler handler) {
    other_ = std::move(handler);
    return *this;
}

Namespace& Namespace::on_task(std::string event, EventTask handler) {
    tasks_.insert_or_assign(std::move(event), std::move(handler));
    return *this;
}

Broadcast Namespace::to(std::vector<std::string> rooms) const {
    return Broadcast{*this, {std::move(rooms), {}, nullptr}};
}

void Namespace::emit(std::string_view event, const Arguments& arguments) const {
    to().emit(event, arguments);
}

Broadcast& Broadcast::except(std::vector<std::string> rooms) {
    audience_.except.insert(audience_.except.end(), rooms.begin(), rooms.end());
    return *this;
}

Broadcast& Broadcast::drop_when_behind() {
    volatile_ = true;
    return *this;
}

void Broadcast::emit(std::string_view event, const Arguments& arguments) {
    on_each([packet = encode_event(space_.name(), event, arguments), is_volatile = volatile_](
                Hub& hub, const Audience& audience) { hub.send(audience, packet, is_volatile); });
}

void Broadcast::disconnect() {
    on_each([](Hub& hub, const Audience& audience) {
        std::vector<SocketPtr> leaving;  // leaving changes the lists that each() walks
        hub.each(audience, [&](Socket& socket) { leaving.push_back(socket.shared_from_this()); });
        for (const auto& socket : leaving) socket->disconnect();
    });
}

void Broadcast::close(EndReason reason) {
    on_each([reason](Hub& hub, const Audience& audience) {
        std::vector<SocketPtr> leaving;
        hub.each(audience, [&](Socket& socket) { leaving.push_back(socket.shared_from_this()); });
        for (const auto& socket : leaving) socket->close(reason);
    });
}

void Broadcast::on_each(std::function<void(Hub&, const Audience&)> work) const {
    // The socket that is left out lives on this loop; elsewhere its address says nothing.
    auto elsewhere = audience_;
    elsewhere.but = nullptr;
    space_.server_.on_each(
        space_, [work = std::move(work), here = audience_, elsewhere = std::move(elsewhere),
                 home = core::Scheduler::current()](Hub& hub) {
            work(hub, &hub.engine().loop() == home ? here : elsewhere);
        });
}

}  // namespace net::socketio
