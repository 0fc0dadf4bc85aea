#include "net/epoll_listener.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace net {
namespace {

constexpr int accepts_a_tick = 64;  // a storm of connections leaves room for those that are open
constexpr int backlog = 4096;       // the kernel lowers it to net.core.somaxconn
constexpr core::Milliseconds pause_time{100};

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// size 0 when the text is no address.
SocketAddress to_socket_address(const Endpoint& endpoint) {
    SocketAddress out;
    if (sockaddr_in v4{}; ::inet_pton(AF_INET, endpoint.address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        std::memcpy(&out.storage, &v4, sizeof v4);
        out.size = sizeof v4;
    } else if (sockaddr_in6 v6{};
               ::inet_pton(AF_INET6, endpoint.address.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint.port);
        std::memcpy(&out.storage, &v6, sizeof v6);
        out.size = sizeof v6;
    }
    return out;
}

Endpoint to_endpoint(const sockaddr_storage& storage) {
    char text[INET6_ADDRSTRLEN] = "";
    if (storage.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &storage, sizeof v4);
        ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
        return {text, ntohs(v4.sin_port)};
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, &storage, sizeof v6);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    return {text, ntohs(v6.sin6_port)};
}

void set_option(int socket, int level, int option) {
    const int on = 1;
    ::setsockopt(socket, level, option, &on, sizeof on);
}

Descriptor tcp_socket(const SocketAddress& address, int& error) {
    if (address.size == 0) {
        error = EADDRNOTAVAIL;
        return {};
    }
    Descriptor made(
        ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    error = made.get() < 0 ? errno : 0;
    // Accepted sockets inherit it: frames leave when they are written.
    if (error == 0) set_option(made.get(), IPPROTO_TCP, TCP_NODELAY);
    return made;
}

int bind_and_listen_alone(int socket, const SocketAddress& address) {
    if (::bind(socket, address.get(), address.size) != 0) return errno;
    return ::listen(socket, backlog) == 0 ? 0 : errno;
}

}  // namespace

std::uint16_t local_port(int socket) {
    SocketAddress address;
    address.size = sizeof address.storage;
    ::getsockname(socket, address.get(), &address.size);
    return to_endpoint(address.storage).port;
}

int SharedPorts::bind_and_listen(int socket, const Endpoint& at) {
    const auto address = to_socket_address(at);
    const std::scoped_lock lock(mutex);
    const auto key = [&](std::uint16_t port) { return at.address + ' ' + std::to_string(port); };
    const bool first = at.port == 0 || !claimed.contains(key(at.port));
    // The first binds without SO_REUSEPORT, which fails while any other process listens there, and
    // takes it afterwards, which lets in those of ours that have it when they bind.
    if (!first) set_option(socket, SOL_SOCKET, SO_REUSEPORT);
    if (::bind(socket, address.get(), address.size) != 0) return errno;
    if (first) set_option(socket, SOL_SOCKET, SO_REUSEPORT);
    if (::listen(socket, backlog) != 0) return errno;
    claimed.insert(key(local_port(socket)));
    return 0;
}

Descriptor listening_socket(const Endpoint& at, SharedPorts* shared, int& error) {
    const auto address = to_socket_address(at);
    auto made = tcp_socket(address, error);
    if (error != 0) return {};
    // A restart takes the port although connections of the former process are in TIME_WAIT.
    set_option(made.get(), SOL_SOCKET, SO_REUSEADDR);
    error = shared ? shared->bind_and_listen(made.get(), at)
                   : bind_and_listen_alone(made.get(), address);
    return made;
}

Descriptor connecting_socket(const Endpoint& to, int& error) {
    const auto address = to_socket_address(to);
    auto made = tcp_socket(address, error);
    if (error != 0) return {};
    if (::connect(made.get(), address.get(), address.size) != 0 && errno != EINPROGRESS)
        error = errno;
    return made;
}

EpollListener::EpollListener(EpollLoop& loop, Descriptor socket, Accept accept)
    : loop_(loop), socket_(std::move(socket)), accept_(std::move(accept)) {
    loop_.control(EPOLL_CTL_ADD, socket_.get(), EPOLLIN, this);
}

EpollListener::~EpollListener() {
    loop_.cancel(resumes_);
    loop_.control(EPOLL_CTL_DEL, socket_.get(), 0, nullptr);
}

void EpollListener::on_events(std::uint32_t) {
    for (int i = 0; i < accepts_a_tick; ++i) {
        SocketAddress peer;
        peer.size = sizeof peer.storage;
        Descriptor accepted(
            ::accept4(socket_.get(), peer.get(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (accepted.get() >= 0) {
            loop_.adopt(std::move(accepted), to_endpoint(peer.storage), false, accept_);
            continue;
        }
        switch (errno) {
            case EINTR:
            case ECONNABORTED: break;
            case EAGAIN: return;
            case EMFILE:
            case ENFILE:
                if (!loop_.shed_connection(socket_.get())) pause();
                return;
            default: return pause();  // no memory, no buffers
        }
    }
}

void EpollListener::pause() {
    loop_.control(EPOLL_CTL_MOD, socket_.get(), 0, this);
    resumes_ = loop_.after(pause_time, [this] {
        resumes_ = core::TimerId::none;
        loop_.control(EPOLL_CTL_MOD, socket_.get(), EPOLLIN, this);
    });
}

}  // namespace net
