#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/task_scope.hpp"
#include "net/socketio/server.hpp"

namespace net::socketio {

// One loop's part of a server.
class Shard {
public:
    Shard(Server& server, Loop& loop);

    Server& server() { return server_; }
    Engine& engine() { return engine_; }
    Hub* hub(std::string_view name);
    core::TaskScope& tasks() { return tasks_; }

private:
    Server& server_;
    Engine engine_;
    std::vector<std::unique_ptr<Hub>> hubs_;  // in the order of the server's namespaces
    core::TaskScope tasks_;
};

// Whether a session has a place among connections_max.
enum class Seat : std::uint8_t { taken, none, no_memory };

// A connection that speaks Socket.IO: its sockets, and the event whose bytes are still to come.
class Client final : public EngineSession {
public:
    Client(Shard& shard, Connection& connection, const http::Request& request, Seat seat);
    ~Client() override;

    Shard& shard() { return shard_; }
    core::Language language() const { return language_; }
    const std::shared_ptr<const http::Request>& handshake() const { return handshake_; }
    // Each event is a request of its own in the log: the id of the one that opened the
    // connection, and which event of it this is.
    std::string next_event_id();
    void admit(Socket& socket);
    void refuse(Socket& socket, std::string_view message, const json::value& data);
    // The socket is no more this client's.
    void forget(Socket& socket);

private:
    // An event or acknowledgement that waits for its attachments.
    struct Half {
        std::string text;  // the packet, for its namespace
        PacketHeader header;
        json::value data;
        std::vector<std::string> attachments;
        std::size_t bytes = 0;
    };
    std::uint64_t events_ = 0;
    // Tokens in thousandths, refilled by time.
    struct Budget {
        std::int64_t tokens = -1;  // before the first packet
        std::int64_t last_ms = 0;
        std::int64_t refused = 0;
    };

    void on_text(std::string_view message) override;
    void on_binary(std::string_view message) override;
    void on_slow() override;
    void on_end(EndReason reason) override;

    void on_packet(const PacketHeader& header, std::optional<json::value>& data,
                   std::vector<std::string> attachments);
    void on_connect_packet(const PacketHeader& header, const std::optional<json::value>& auth);
    void on_event(const SocketPtr& socket, const PacketHeader& header, json::array payload,
                  std::vector<std::string> attachments);
    bool within_budget();
    void refuse_event(Socket& socket, const std::optional<std::uint64_t>& id);
    void fail();
    SocketPtr find(std::string_view namespace_name) const;
    void send_refusal(std::string_view namespace_name, std::string_view message,
                      const json::value& data);

    Shard& shard_;
    std::vector<SocketPtr> sockets_;
    std::unique_ptr<Half> half_;
    const std::string request_id_;  // of the one that opened the connection
    std::shared_ptr<const http::Request> handshake_;
    Budget budget_;
    core::Language language_;
    Seat seat_;
};

}  // namespace net::socketio
