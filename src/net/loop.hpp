#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/result.hpp"
#include "core/scheduler.hpp"

namespace net {

// Bytes on their way out: immutable and counted, so that one encoding serves a thousand readers.
using Frame = std::shared_ptr<const std::string>;

// An address as a socket has it. `address` is "127.0.0.1" or "::1", without brackets.
struct Endpoint {
    std::string address;
    std::uint16_t port = 0;
    bool is_loopback() const;
};

enum class CloseReason { peer, local, error, slow_reader, timeout, shutdown };

class Connection;

// Who takes what comes over a connection. One loop's thread; outlives the connection's close.
class ConnectionHandler {
public:
    virtual ~ConnectionHandler() = default;
    // The bytes are valid until this returns.
    virtual void on_bytes(Connection& connection, std::string_view bytes) = 0;
    // Everything that was handed over has gone to the kernel.
    virtual void on_drained(Connection&) {}
    // The last call; the connection is gone when it returns. A handler that owns itself ends here.
    virtual void on_closed(Connection& connection, CloseReason reason) = 0;
};

// One byte stream, which lives and dies on one loop. It never shows a descriptor: reads complete
// into on_bytes, writes are handed over as frames and go out in one call at the end of the tick.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void send(Frame frame) = 0;
    void send(std::string bytes) { send(std::make_shared<const std::string>(std::move(bytes))); }
    // Handed over and not yet with the kernel. Callers cap it (a slow reader).
    virtual std::size_t queued_bytes() const = 0;
    // Stops and resumes reading (back-pressure).
    virtual void pause_reading(bool paused) = 0;
    // Ends after what is queued has gone out, or after 5 s; on_closed follows, never inside the
    // call.
    virtual void close(CloseReason reason = CloseReason::local) = 0;
    // Ends at once, what is queued is lost; on_closed follows, never inside the call.
    virtual void abort(CloseReason reason = CloseReason::error) = 0;
    // From now on another takes the bytes (an upgrade). The former is not told of the close.
    virtual void hand_to(std::shared_ptr<ConnectionHandler> handler) = 0;
    virtual const Endpoint& peer() const = 0;
    virtual class Loop& loop() = 0;
};

// Makes the handler of a connection that came in or was made.
using Accept = std::function<std::shared_ptr<ConnectionHandler>(Connection&)>;

// The event loop, by completion: epoll now, io_uring and the simulated network later. run() on one
// thread; post() and stop() from any; everything else on the loop's own thread or before run().
class Loop : public core::Scheduler {
public:
    // Listens and accepts until stop_accepting(). Port 0 takes a free one; returns the port.
    // Several loops with the same SharedPorts may listen on one port. Fails with net.port_in_use or
    // net.cannot_listen {address, port, reason}.
    virtual core::Result<std::uint16_t> listen(const Endpoint& at, Accept accept) = 0;
    virtual void stop_accepting() = 0;
    // Connects to a numeric address; on_closed with CloseReason::error when that fails.
    virtual void connect(const Endpoint& to, Accept accept) = 0;

    // For libcurl on the egress loop alone: `ready(events)` with bits of `watch_read`,
    // `watch_write` whenever the descriptor is; events 0 forgets it.
    static constexpr unsigned watch_read = 1, watch_write = 2;
    virtual void watch(int descriptor, unsigned events, std::function<void(unsigned)> ready) = 0;

    virtual void run() = 0;                       // until stop()
    virtual void stop() = 0;                      // closes what is open, then run() returns
    virtual std::size_t connections() const = 0;  // any thread
};

// Which addresses this process has taken, for loops that share them: the first listener claims an
// address for itself alone, so that a second process still meets net.port_in_use; the others join.
class SharedPorts;
std::shared_ptr<SharedPorts> make_shared_ports();

struct LoopOptions {
    std::size_t read_bytes = 64 * 1024;           // one buffer a loop
    std::shared_ptr<SharedPorts> shared_ports{};  // absent: this loop listens alone
    core::Log log{};                              // what a handler or posted work throws
    core::Milliseconds timer_tick{10};            // how finely timers are told apart
};
// The failure that listening there would meet now; absent where it could. For a start that should
// fail before it makes anything.
std::optional<core::Error> fault_in_listening(const Endpoint& at);

std::unique_ptr<Loop> make_epoll_loop(const core::Clock& clock, LoopOptions options = {});

}  // namespace net
