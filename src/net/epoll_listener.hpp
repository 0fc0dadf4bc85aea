#pragma once

#include "net/epoll_loop.hpp"

namespace net {

// A listening socket on an EpollLoop.
class EpollListener final : public EventSource {
public:
    EpollListener(EpollLoop& loop, Descriptor socket, Accept accept);
    ~EpollListener() override;
    void on_events(std::uint32_t events) override;

private:
    // Looks away for a moment. Who waits goes on waiting, and epoll, which reports a waiting
    // connection at every look, does not burn a core over what cannot be taken.
    void pause();

    EpollLoop& loop_;
    Descriptor socket_;
    Accept accept_;
    core::TimerId resumes_ = core::TimerId::none;
};

// A socket that listens at the address, or connects to it; errno in `error` when it cannot.
Descriptor listening_socket(const Endpoint& at, SharedPorts* shared, int& error);
Descriptor connecting_socket(const Endpoint& to, int& error);
std::uint16_t local_port(int socket);

}  // namespace net
