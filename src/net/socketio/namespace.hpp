#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/task.hpp"
#include "net/socketio/socket.hpp"

namespace net::socketio {

class Server;
class Namespace;

using AdmitHandler =
    std::function<void(const SocketPtr& socket, const json::value& auth, Admission admission)>;
using EventHandler = std::function<void(Socket& socket, Arguments arguments, Ack ack)>;
using EventTask = std::function<core::Task<void>(SocketPtr socket, Arguments arguments, Ack ack)>;

// Lets string_view look rooms and events up without a copy.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};
template <class T>
using ByName = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

// Members of a room on one loop, dense.
struct Room {
    std::string name;
    std::vector<Socket*> members;
};

// Who gets a broadcast: members of any of `rooms` (everybody where none is named) who are in none
// of `except`, each once.
struct Audience {
    std::vector<std::string> rooms;
    std::vector<std::string> except;
    const Socket* but = nullptr;  // this one does not
};

// The sockets and rooms of one namespace on one loop.
class Hub {
public:
    Hub(const Namespace& space, Engine& engine) : space_(space), engine_(engine) {}
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    const Namespace& space() const { return space_; }
    Engine& engine() { return engine_; }
    const std::vector<Socket*>& sockets() const { return sockets_; }
    std::size_t room_size(std::string_view room) const;

    // Calls `visit` for each socket of the audience, once. `visit` neither joins, leaves nor
    // disconnects.
    template <class Visit>
    void each(const Audience& audience, Visit&& visit);
    // The same for members of any of `rooms` (nobody where none is named) and of none of `except`.
    template <class Visit>
    void each_in(std::span<const std::string> rooms, std::span<const std::string> except,
                 Visit&& visit);
    // Hands the packet's frames to the audience on this loop; returns how many took them.
    std::size_t send(const Audience& audience, const EncodedPacket& packet, bool is_volatile);

private:
    friend class Socket;
    friend class Client;
    void enter(Socket& socket);
    void exit(Socket& socket);
    void join(Socket& socket, std::string_view name);
    void leave(Socket& socket, std::string_view name);
    void leave_slot(Socket& socket, std::size_t slot);
    void begin_walk(std::span<const std::string> except);
    Room* find(std::string_view name);

    const Namespace& space_;
    Engine& engine_;
    std::vector<Socket*> sockets_;
    ByName<std::unique_ptr<Room>> rooms_;
    std::uint64_t walk_ = 0;
};

// What happens in a namespace; set up before the first connection, then constant.
class Namespace {
public:
    Namespace(Server& server, std::string name) : server_(server), name_(std::move(name)) {}
    Namespace(const Namespace&) = delete;
    Namespace& operator=(const Namespace&) = delete;

    const std::string& name() const { return name_; }

    // Who may enter; without a handler everybody may.
    Namespace& admit(AdmitHandler handler);
    // Just after the client was told that it is in.
    Namespace& on_connect(std::function<void(Socket&)> handler);
    Namespace& on_disconnect(std::function<void(Socket&, EndReason)> handler);
    // Too many bytes wait for this reader: a last word, before it is closed.
    Namespace& on_slow(std::function<void(Socket&)> handler);
    Namespace& on(std::string event, EventHandler handler);
    // Takes the events that have no handler; without it nobody does.
    Namespace& on_other(EventHandler handler);
    Namespace& on_task(std::string event, EventTask handler);

    // All members, of rooms if some are named, on every loop. Any loop's thread; the own loop's
    // are served before the call returns.
    Broadcast to(std::vector<std::string> rooms = {}) const;
    void emit(std::string_view event, const Arguments& arguments = {}) const;

private:
    friend class Client;
    friend class Socket;
    friend class Hub;
    friend class Broadcast;

    Server& server_;
    std::string name_;
    AdmitHandler admit_;
    std::function<void(Socket&)> on_connect_;
    std::function<void(Socket&, EndReason)> on_disconnect_;
    std::function<void(Socket&)> on_slow_;
    ByName<EventHandler> events_;
    EventHandler other_;
    ByName<EventTask> tasks_;
};

// A broadcast in the making: namespace.to({"a"}).except({"b"}).emit("event", arguments).
class Broadcast {
public:
    Broadcast(const Namespace& space, Audience audience)
        : space_(space), audience_(std::move(audience)) {}

    Broadcast& except(std::vector<std::string> rooms);
    // Readers for whom bytes wait already do without.
    Broadcast& drop_when_behind();
    void emit(std::string_view event, const Arguments& arguments = {});
    // Leaves the namespace, or ends the connections.
    void disconnect();
    void close(EndReason reason = EndReason::server_close);

private:
    void on_each(std::function<void(Hub&, const Audience&)> work) const;

    const Namespace& space_;
    Audience audience_;
    bool volatile_ = false;
};

template <class Visit>
void Hub::each(const Audience& audience, Visit&& visit) {
    const auto unless_left_out = [&](Socket& socket) {
        if (&socket != audience.but) visit(socket);
    };
    if (!audience.rooms.empty()) return each_in(audience.rooms, audience.except, unless_left_out);
    begin_walk(audience.except);
    for (auto* socket : sockets_)
        if (socket->visited_ != walk_) unless_left_out(*socket);
}

template <class Visit>
void Hub::each_in(std::span<const std::string> rooms, std::span<const std::string> except,
                  Visit&& visit) {
    begin_walk(except);
    for (const auto& name : rooms) {
        auto* room = find(name);
        if (!room) continue;
        for (auto* socket : room->members) {
            if (socket->visited_ == walk_) continue;
            socket->visited_ = walk_;
            visit(*socket);
        }
    }
}

}  // namespace net::socketio
