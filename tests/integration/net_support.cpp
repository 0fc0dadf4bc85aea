#include "net_support.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace support {

BlockingClient::BlockingClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

BlockingClient::~BlockingClient() {
    ::close(socket_);
}

void BlockingClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the server has closed: what it said can still be read
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool BlockingClient::read_some() {
    char buffer[64 * 1024];
    const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    received_.append(buffer, static_cast<std::size_t>(got));
    return true;
}

std::string BlockingClient::answer() {
    for (;;) {
        const auto head = received_.find("\r\n\r\n");
        if (head != std::string::npos) {
            const auto field = received_.find("Content-Length: ");
            const auto length = field < head ? std::stoul(received_.substr(field + 16)) : 0;
            const auto size = head + 4 + length;
            if (received_.size() >= size) {
                auto whole = received_.substr(0, size);
                received_.erase(0, size);
                return whole;
            }
        }
        REQUIRE_MESSAGE(read_some(), "the server closed before its answer was whole");
    }
}

std::string BlockingClient::rest() {
    while (read_some()) {
    }
    return std::exchange(received_, {});
}

void BlockingClient::shut_writing() {
    ::shutdown(socket_, SHUT_WR);
}

}  // namespace support
