#include "net/epoll_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace net {
namespace {

constexpr std::size_t frames_a_write = 64;
constexpr std::size_t idle_queue_capacity = 4;  // larger ones are given back when empty
constexpr core::Milliseconds close_time_max{5'000};

bool would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

EpollConnection::EpollConnection(EpollLoop& loop, Descriptor socket, Endpoint peer, bool connecting)
    : loop_(loop),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      state_(connecting ? State::connecting : State::open) {
    registered_events_ = wanted_events();
    loop_.control(EPOLL_CTL_ADD, socket_.get(), registered_events_, this);
}

Loop& EpollConnection::loop() {
    return loop_;
}

void EpollConnection::send(Frame frame) {
    if (ending() || frame->empty()) return;
    queued_bytes_ += frame->size();
    queue_.push_back(std::move(frame));
    if (!blocked_) await_settling();
}

void EpollConnection::pause_reading(bool paused) {
    if (paused_ == paused) return;
    paused_ = paused;
    await_settling();
}

void EpollConnection::close(CloseReason reason) {
    if (ending()) return;
    if (state_ == State::connecting) return die(reason);
    state_ = State::draining;
    reason_ = reason;
    close_timer_ = loop_.after(close_time_max, [this] {
        close_timer_ = core::TimerId::none;
        die(reason_);
    });
    await_settling();
}

void EpollConnection::abort(CloseReason reason) {
    if (state_ == State::dead) return;
    // A reset: the kernel would otherwise go on sending what it has to one who does not read.
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    die(reason);
}

void EpollConnection::hand_to(std::shared_ptr<ConnectionHandler> handler) {
    if (handler_) loop_.retire(std::move(handler_));
    handler_ = std::move(handler);
}

void EpollConnection::on_events(std::uint32_t events) {
    if (state_ == State::dead) return;
    if (state_ == State::connecting) return connected();
    if (events & EPOLLIN) {
        read();
    } else if (events & (EPOLLERR | EPOLLHUP)) {
        return die(ending() ? reason_ : CloseReason::peer);
    }
    if (events & EPOLLOUT) {
        blocked_ = false;
        await_settling();
    }
}

void EpollConnection::connected() {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return die(CloseReason::error);
    state_ = State::open;
    await_settling();
}

void EpollConnection::read() {
    auto& buffer = loop_.read_buffer();
    const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got > 0) {
        // A closing connection reads on, so that it sees the peer's end.
        if (!ending()) handler_->on_bytes(*this, {buffer.data(), static_cast<std::size_t>(got)});
        return;
    }
    if (got == 0) return peer_has_ended();
    if (!would_block(errno)) die(ending() ? reason_ : CloseReason::peer);
}

void EpollConnection::peer_has_ended() {
    peer_ended_ = true;
    if (state_ == State::lingering || queue_.empty())
        return die(ending() ? reason_ : CloseReason::peer);
    close(CloseReason::peer);
    await_settling();
}

void EpollConnection::settle() {
    settling_ = false;
    if (state_ == State::dead) return await_end();
    if (state_ == State::connecting) return;
    const bool had_frames = !queue_.empty();
    if (had_frames && !blocked_ && !write()) return die(ending() ? reason_ : CloseReason::peer);
    if (state_ == State::draining && queue_.empty()) {
        if (peer_ended_) return die(reason_);
        ::shutdown(socket_.get(), SHUT_WR);
        state_ = State::lingering;
        await_end();
    }
    if (const auto wanted = wanted_events(); wanted != registered_events_) {
        registered_events_ = wanted;
        loop_.control(EPOLL_CTL_MOD, socket_.get(), wanted, this);
    }
    if (had_frames && queue_.empty() && !ending()) handler_->on_drained(*this);
}

// False when the connection is broken.
bool EpollConnection::write() {
    while (!queue_.empty()) {
        ssize_t written = 0;
        std::size_t offered = 0;
        if (queue_.size() == 1) {
            const auto rest = std::string_view(*queue_.front()).substr(written_of_first_);
            offered = rest.size();
            written = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        } else {
            std::array<iovec, frames_a_write> parts;
            const auto count = std::min(queue_.size(), parts.size());
            for (std::size_t i = 0; i < count; ++i) {
                const auto skip = i == 0 ? written_of_first_ : 0;
                // sendmsg() takes what it only reads as not const.
                parts[i] = {const_cast<char*>(queue_[i]->data()) + skip, queue_[i]->size() - skip};
                offered += parts[i].iov_len;
            }
            const msghdr message{.msg_iov = parts.data(), .msg_iovlen = count};
            written = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
        }
        if (written < 0) {
            if (errno == EINTR) continue;
            blocked_ = would_block(errno);
            return blocked_;
        }
        trim_queue(static_cast<std::size_t>(written));
        if (static_cast<std::size_t>(written) < offered) {
            blocked_ = true;
            return true;
        }
    }
    return true;
}

void EpollConnection::trim_queue(std::size_t written) {
    queued_bytes_ -= written;
    written += written_of_first_;
    auto first = queue_.begin();
    while (first != queue_.end() && written >= (*first)->size()) written -= (*first++)->size();
    written_of_first_ = written;
    queue_.erase(queue_.begin(), first);
    if (queue_.empty() && queue_.capacity() > idle_queue_capacity)
        std::vector<Frame>().swap(queue_);
}

void EpollConnection::await_settling() {
    if (std::exchange(settling_, true)) return;
    loop_.settle_later(*this);
}

void EpollConnection::die(CloseReason reason) {
    if (state_ == State::dead) return;
    state_ = State::dead;
    reason_ = reason;
    queue_.clear();
    queued_bytes_ = 0;
    // Now, not at the end of the tick: a level-triggered error would otherwise be reported until
    // then, and a stale pointer after it.
    loop_.control(EPOLL_CTL_DEL, socket_.get(), 0, nullptr);
    await_end();
}

void EpollConnection::await_end() {
    if (std::exchange(end_awaited_, true)) return;
    loop_.end_later(*this);
}

bool EpollConnection::finish() {
    end_awaited_ = false;
    if (!std::exchange(handler_told_, true) && handler_) {
        const auto handler = std::move(handler_);
        handler->on_closed(*this, reason_);
    }
    if (state_ != State::dead) return false;
    if (close_timer_ != core::TimerId::none) loop_.cancel(close_timer_);
    // A list that still names us empties itself first.
    return !settling_ && !end_awaited_;
}

void EpollConnection::shut_down() {
    if (!ending() && state_ == State::open && !queue_.empty() && !blocked_) write();
    die(ending() ? reason_ : CloseReason::shutdown);
}

std::uint32_t EpollConnection::wanted_events() const {
    if (state_ == State::connecting) return EPOLLOUT;
    std::uint32_t events = 0;
    if (!peer_ended_ && (!paused_ || ending())) events |= EPOLLIN;
    if (blocked_) events |= EPOLLOUT;
    return events;
}

}  // namespace net
