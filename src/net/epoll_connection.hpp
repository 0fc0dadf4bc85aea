#pragma once

#include <memory>
#include <vector>

#include "net/epoll_loop.hpp"

namespace net {

// A TCP connection on an EpollLoop. Kept small: an idle one owns no buffer.
class EpollConnection final : public Connection, public EventSource {
public:
    EpollConnection(EpollLoop& loop, Descriptor socket, Endpoint peer, bool connecting);

    using Connection::send;
    void send(Frame frame) override;
    std::size_t queued_bytes() const override { return queued_bytes_; }
    void pause_reading(bool paused) override;
    void close(CloseReason reason) override;
    void abort(CloseReason reason) override;
    void hand_to(std::shared_ptr<ConnectionHandler> handler) override;
    const Endpoint& peer() const override { return peer_; }
    Loop& loop() override;

    void on_events(std::uint32_t events) override;
    void on_fault() override { abort(CloseReason::error); }
    // The end of a tick: writes what is queued, moves a close on, tells epoll what we wait for.
    void settle();
    // The handler's last call, when it is due; and whether the loop may now forget us.
    bool finish();
    // The loop stops: what is queued gets one try.
    void shut_down();

    std::size_t index = 0;  // among the loop's connections

private:
    // draining: close() was called and frames are queued. lingering: all is sent and so is our FIN;
    // what the peer still sends is read and dropped until its own FIN, because closing a socket
    // with unread bytes sends a reset, which may overtake our last answer.
    enum class State : std::uint8_t { connecting, open, draining, lingering, dead };

    void connected();
    void read();
    void peer_has_ended();
    bool write();
    void trim_queue(std::size_t written);
    void await_settling();
    void die(CloseReason reason);
    void await_end();
    std::uint32_t wanted_events() const;
    bool ending() const { return state_ > State::open; }

    EpollLoop& loop_;
    Descriptor socket_;
    Endpoint peer_;
    std::shared_ptr<ConnectionHandler> handler_;
    std::vector<Frame> queue_;
    std::size_t queued_bytes_ = 0;
    std::size_t written_of_first_ = 0;
    core::TimerId close_timer_ = core::TimerId::none;
    std::uint32_t registered_events_ = 0;
    State state_;
    CloseReason reason_ = CloseReason::peer;
    bool settling_ = false;     // in the loop's list
    bool end_awaited_ = false;  // in the loop's list
    bool blocked_ = false;      // the kernel takes no more for now
    bool paused_ = false;
    bool peer_ended_ = false;
    bool handler_told_ = false;  // of the close
};

}  // namespace net
