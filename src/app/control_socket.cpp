#include "app/control_socket.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace app {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;
constexpr timeval wait_max{.tv_sec = 10, .tv_usec = 0};

// Closes what it holds.
struct Descriptor {
    int value;
    explicit Descriptor(int descriptor) : value(descriptor) {}
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
};

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::generic_category().message(errno));
}

// A socket's path has at most 107 bytes, a data folder's may be longer: so the folder is named by
// its descriptor.
sockaddr_un address_in(const Descriptor& folder) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = "/proc/self/fd/" + std::to_string(folder.value) + "/control.sock";
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

const sockaddr* as_sockaddr(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

std::string read_line(int socket) {
    std::string line;
    char buffer[4096];
    while (line.find('\n') == std::string::npos) {
        const auto got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw std::runtime_error("the other end of the control socket broke off");
        line.append(buffer, static_cast<std::size_t>(got));
        if (line.size() > line_bytes_max)
            throw std::runtime_error("a line of the control socket is too long");
    }
    return line.substr(0, line.find('\n'));
}

void write_line(int socket, const core::json::object& value) {
    const auto line = core::to_json(value) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        const auto count = ::send(socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::runtime_error("the other end of the control socket broke off");
        sent += static_cast<std::size_t>(count);
    }
}

core::json::object parse_line(const std::string& line) {
    const auto value = core::parse_json(line);
    if (!value.has_value() || !value->is_object()) throw std::runtime_error("not a JSON object");
    return value->as_object();
}

void limit_waits(int socket) {
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait_max, sizeof wait_max);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait_max, sizeof wait_max);
}

}  // namespace

ControlServer::ControlServer(const std::string& data_folder, Answer answer, core::Log log)
    : path_(data_folder + "/control.sock"), answer_(std::move(answer)), log_(std::move(log)) {
    const Descriptor folder(::open(data_folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (folder.value < 0) fail("cannot open " + data_folder);
    // Left behind by a kill: the folder's lock is ours, so nobody listens there.
    ::unlink(path_.c_str());
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    stop_ = ::eventfd(0, EFD_CLOEXEC);
    const auto address = address_in(folder);
    const auto mask = ::umask(0177);
    const int bound = ::bind(listener_, as_sockaddr(address), sizeof address);
    ::umask(mask);
    if (bound != 0 || ::listen(listener_, 8) != 0) fail("cannot listen on " + path_);
    thread_ = std::thread([this] { serve(); });
}

ControlServer::~ControlServer() {
    const std::uint64_t one = 1;
    if (::write(stop_, &one, sizeof one) == sizeof one) thread_.join();
    ::close(listener_);
    ::close(stop_);
    ::unlink(path_.c_str());
}

void ControlServer::serve() {
    pollfd waits[2] = {{listener_, POLLIN, 0}, {stop_, POLLIN, 0}};
    for (;;) {
        if (::poll(waits, 2, -1) < 0 && errno != EINTR) return;
        if (waits[1].revents != 0) return;
        if (waits[0].revents == 0) continue;
        const Descriptor caller(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
        if (caller.value >= 0) serve_one(caller.value);
    }
}

void ControlServer::serve_one(int caller) {
    limit_waits(caller);
    try {
        const auto request = parse_line(read_line(caller));
        core::json::object answer;
        try {
            answer = answer_(request);
        } catch (const std::exception& fault) {
            answer = {{"error", fault.what()}};
        }
        write_line(caller, answer);
    } catch (const std::exception& fault) {
        log_.warn("control_failed", {{"error", fault.what()}});
    }
}

std::optional<core::json::object> ask_server(const std::string& data_folder,
                                             const core::json::object& request) {
    const Descriptor folder(::open(data_folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (folder.value < 0) return std::nullopt;
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = address_in(folder);
    if (::connect(socket.value, as_sockaddr(address), sizeof address) != 0) return std::nullopt;
    limit_waits(socket.value);
    write_line(socket.value, request);
    return parse_line(read_line(socket.value));
}

}  // namespace app
