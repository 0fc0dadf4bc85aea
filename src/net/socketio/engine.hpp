#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "net/loop.hpp"
#include "net/socketio/deadlines.hpp"
#include "net/socketio/packet.hpp"
#include "net/ws/frame_reader.hpp"

// Engine.IO 4 over WebSocket: sessions and their heartbeat.
namespace net::socketio {

struct EngineOptions {
    core::Milliseconds ping_interval{25'000};
    core::Milliseconds ping_timeout{30'000};
    core::Milliseconds connect_timeout{45'000};  // without a namespace after this: closed
    ws::ReaderOptions reader{};                  // message_bytes_max is maxHttpBufferSize
    // What may wait for a reader. One that is over it for `slow_grace` (a burst within one turn of
    // the loop is no sign of slowness), or over four times as much, is closed.
    std::size_t queued_bytes_max = 1024 * 1024;
    core::Milliseconds slow_grace{100};
};

// Why a session, or a socket in it, is no more.
enum class EndReason : std::uint8_t {
    transport_close,  // the peer went away
    transport_error,  // the connection broke, or the peer broke the protocol
    ping_timeout,     // no answer to a ping
    parse_error,      // what came is no packet
    client_close,     // an Engine.IO close packet
    server_close,     // we ended it
    connect_timeout,  // no namespace was entered
    slow_reader,      // too many bytes waited for it
    too_many_events,  // it did not stop at its limit
    server_shutdown,
    client_left,  // a socket alone: the client left its namespace
    server_left,  // a socket alone: it was taken out of its namespace here
};
// Socket.IO's words where it has some: "transport close", "client namespace disconnect".
std::string_view to_string(EndReason reason);

struct EngineMetrics {
    explicit EngineMetrics(core::Metrics& metrics);
    core::Counter& opened;
    core::Counter& bytes_out;
    core::Counter& frames_out;
    core::Counter& slow_readers;
    core::Counter& protocol_faults;
    core::Histogram& latency;  // ping to pong, microseconds
};

class EngineSession;

// What the sessions of one loop share: deadlines, their one timer, scratch memory.
class Engine {
public:
    // All four outlive the engine.
    struct Parts {
        Loop& loop;
        core::Random& random;
        EngineMetrics& metrics;
        const EngineOptions& options;
    };
    explicit Engine(const Parts& parts);
    ~Engine();

    Loop& loop() { return parts_.loop; }
    core::Random& random() { return parts_.random; }
    EngineMetrics& metrics() { return parts_.metrics; }
    const EngineOptions& options() const { return parts_.options; }
    std::size_t sessions() const { return sessions_.size(); }
    // Ends every session of this loop.
    void end_all(EndReason reason);

private:
    friend class EngineSession;
    void arm();
    void expire();

    Parts parts_;
    Deadlines pings_, pongs_, connects_;
    Frame ping_frame_;
    std::string scratch_;
    std::vector<EngineSession*> sessions_;
    core::TimerId timer_ = core::TimerId::none;
    core::SteadyTime timer_due_{};
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);  // timers may outlive us
};

// One Engine.IO session. Its connection owns it; after end() it sends and delivers nothing more.
class EngineSession : public ConnectionHandler, private ws::FrameSink {
public:
    EngineSession(Engine& engine, Connection& connection);
    ~EngineSession() override;
    EngineSession(const EngineSession&) = delete;
    EngineSession& operator=(const EngineSession&) = delete;

    // Answers the handshake with `head`, opens the session and takes over the connection.
    static void begin(const std::shared_ptr<EngineSession>& session, std::string head,
                      std::string_view leftover);

    // Hands a WebSocket frame over. Where too much waits for too long the reader is slow: on_slow()
    // follows from the loop, then the end.
    void send(const Frame& frame);
    // The same without the count in the metrics, for a broadcast that counts once for all.
    // False where nothing was handed over.
    bool send_uncounted(const Frame& frame);
    void send_text(std::string_view text) { send(ws::encode_frame(ws::Opcode::text, text)); }
    // Tells on_end, then closes.
    void end(EndReason reason);
    // Whether bytes wait that the peer has not taken.
    bool is_behind() const { return connection_ && connection_->queued_bytes() != 0; }
    bool ended() const { return ended_; }
    // A namespace was entered: the connect timeout is off.
    void settled() { connect_entry_.remove(); }

    void on_bytes(Connection& connection, std::string_view bytes) final;
    void on_closed(Connection& connection, CloseReason reason) final;

    Engine& engine() { return engine_; }

protected:
    // A message: what follows the '4', or a binary frame. Valid until it returns.
    virtual void on_text(std::string_view message) = 0;
    virtual void on_binary(std::string_view message) = 0;
    // The reader is too slow: a last word may be sent, then the session ends.
    virtual void on_slow() {}
    // Once; the connection may be gone already.
    virtual void on_end(EndReason reason) = 0;

private:
    friend class Engine;
    // What falls due, found from its entry.
    struct Due : Deadlines::Entry {
        EngineSession* session = nullptr;
    };

    bool on_frame(ws::Opcode opcode, std::string_view payload) final;
    void on_engine_packet(std::string_view text);
    void on_pong();
    void ping_due();
    void end_after_fault(ws::Fault fault);
    void close_connection(ws::CloseCode code, CloseReason reason);
    void watch_reader(std::size_t queued_bytes);
    void judge_reader();

    Engine& engine_;
    Connection* connection_;
    ws::FrameReader reader_;
    Due beat_entry_;     // in pings_ or in pongs_
    Due connect_entry_;  // in connects_
    std::size_t index_;  // in the engine's sessions
    std::weak_ptr<EngineSession> self_;
    bool awaits_pong_ = false;
    enum class Pace : std::uint8_t { keeps_up, watched, slow, last_word } pace_ = Pace::keeps_up;
    bool ended_ = false;
};

}  // namespace net::socketio
