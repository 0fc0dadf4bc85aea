#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue.hpp"
#include "core/result.hpp"
#include "net/http/message.hpp"
#include "net/socketio/engine.hpp"
#include "net/socketio/packet.hpp"

namespace net::socketio {

class Client;
class Hub;
struct Room;
class Broadcast;

// What an acknowledgement that was asked for brought, or why it did not come:
// socket.ack_timeout, socket.disconnected, socket.too_many_acks.
using AckHandler = std::function<void(core::Result<Arguments>)>;

// One client in one namespace. Lives on its connection's loop; after the disconnect what it is
// told goes nowhere. Whoever keeps one across a wait holds a shared_ptr.
class Socket : public std::enable_shared_from_this<Socket> {
public:
    static constexpr std::size_t id_characters = 20;
    static constexpr std::size_t pending_acks_max = 256;

    Socket(Client& client, Hub& hub);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    std::string_view id() const { return {id_.data(), id_.size()}; }
    const std::string& namespace_name() const;
    bool connected() const { return state_ == State::connected; }
    // The request that opened the connection. After the first namespace is entered it is let go,
    // unless ServerOptions::keep_handshake says otherwise: then a null pointer.
    std::shared_ptr<const http::Request> handshake() const;
    core::Language language() const;  // of the handshake, for words
    Loop& loop() const;

    void emit(std::string_view event, const Arguments& arguments = {});
    // Asks for an acknowledgement; `handler` runs once, on this loop.
    void emit_with_ack(std::string_view event, const Arguments& arguments,
                       core::Milliseconds timeout, AckHandler handler);
    // Only when nothing waits for this reader.
    void emit_volatile(std::string_view event, const Arguments& arguments = {});
    // A frame that is encoded already (encode_event_text), for this namespace.
    void send(const Frame& frame);
    // The same for one of many, where the caller counts for all (EngineMetrics). False where
    // nothing was handed over.
    bool send_uncounted(const Frame& frame);
    // Whether bytes wait that this reader has not taken.
    bool is_behind() const;

    void join(std::string_view room);
    void leave(std::string_view room);
    void leave_all();
    bool is_in(std::string_view room) const;
    std::vector<std::string> rooms() const;
    // To the others of these rooms (all of the namespace where none is named).
    Broadcast to(std::vector<std::string> rooms = {});

    // Leaves the namespace: 41. The connection stays.
    void disconnect();
    // Both: the client is told that it was sent away, which it does not take for a broken line.
    void expel();
    // Ends the whole connection, other namespaces too.
    void close(EndReason reason = EndReason::server_close);

    // What the owner keeps beside the socket; empty before.
    template <class T>
    void attach(std::shared_ptr<T> state) {
        attached_ = std::move(state);
    }
    template <class T>
    T* attached() const {
        return static_cast<T*>(attached_.get());
    }

private:
    friend class Client;
    friend class Hub;
    friend class Ack;
    friend class Admission;
    enum class State : std::uint8_t { pending, connected, gone };
    struct RoomSlot {
        Room* room;
        std::uint32_t index;  // this socket's place among the room's members
    };
    struct PendingAck {
        AckHandler handler;
        core::TimerId timer;
    };
    struct Acks {
        std::uint64_t next = 0;
        std::map<std::uint64_t, PendingAck> pending;
    };

    void send_packet(const EncodedPacket& packet);
    // One of many: the metrics are the caller's. False where nothing was handed over.
    bool hand_over(const EncodedPacket& packet, bool is_volatile);
    void take_ack(std::uint64_t id, core::Result<Arguments> outcome);
    // Takes it out of its rooms and its namespace, and answers what waits. Tells the client's
    // handlers.
    void gone(EndReason reason);

    Client* client_;  // absent once it is gone
    Hub* hub_;
    std::array<char, id_characters> id_{};
    State state_ = State::pending;
    std::uint32_t index_ = 0;    // in the hub's list
    std::uint64_t visited_ = 0;  // the last walk over rooms that met this socket
    std::vector<RoomSlot> rooms_;
    std::unique_ptr<Acks> acks_;
    std::shared_ptr<void> attached_;
};

using SocketPtr = std::shared_ptr<Socket>;

// The answer to an event that asked for one. Answers once, on the socket's loop, at any later time.
class Ack {
public:
    Ack() = default;
    Ack(std::weak_ptr<Socket> socket, std::uint64_t id) : socket_(std::move(socket)), id_(id) {}

    bool wanted() const { return !socket_.expired(); }
    void operator()(const Arguments& arguments);

private:
    std::weak_ptr<Socket> socket_;
    std::uint64_t id_ = 0;
};

// Whether a client may enter a namespace: answered once, on its loop, at once or later.
class Admission {
public:
    explicit Admission(std::weak_ptr<Socket> socket) : socket_(std::move(socket)) {}

    void accept();
    // CONNECT_ERROR {message, data}; `data` is left out where it is null.
    void refuse(std::string_view message, const json::value& data = nullptr);

private:
    std::weak_ptr<Socket> socket_;
};

}  // namespace net::socketio
