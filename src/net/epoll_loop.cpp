#include "net/epoll_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/check.hpp"
#include "core/exception.hpp"
#include "net/epoll_connection.hpp"
#include "net/epoll_listener.hpp"

namespace net {
namespace {

constexpr std::size_t events_a_tick = 256;
constexpr int last_rounds_max = 16;                         // of posted work, when the loop stops
constexpr std::chrono::seconds shortage_warning_every{10};  // peers cause them

Descriptor open_reserve() {
    return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

core::Error listen_error(const Endpoint& at, int error) {
    std::vector<core::Parameter> parameters{
        {"address", at.address}, {"port", at.port}, {"reason", std::string(std::strerror(error))}};
    return {core::Kind::unavailable, error == EADDRINUSE ? "net.port_in_use" : "net.cannot_listen",
            std::move(parameters)};
}

}  // namespace

// A descriptor of another library.
struct EpollLoop::Watched final : EventSource {
    explicit Watched(std::function<void(unsigned)> callback) : ready(std::move(callback)) {}
    void on_events(std::uint32_t events) override {
        if (forgotten) return;
        unsigned found = 0;
        if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) found |= watch_read;
        if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) found |= watch_write;
        ready(found);
    }
    std::function<void(unsigned)> ready;
    bool forgotten = false;
};

void Descriptor::reset() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
}

std::shared_ptr<SharedPorts> make_shared_ports() {
    return std::make_shared<SharedPorts>();
}

std::optional<core::Error> fault_in_listening(const Endpoint& at) {
    int error = 0;
    listening_socket(at, nullptr, error);
    if (error != 0) return listen_error(at, error);
    return std::nullopt;
}

std::unique_ptr<Loop> make_epoll_loop(const core::Clock& clock, LoopOptions options) {
    return std::make_unique<EpollLoop>(clock, std::move(options));
}

EpollLoop::EpollLoop(const core::Clock& clock, LoopOptions options)
    : clock_(clock),
      options_(std::move(options)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      reserve_(open_reserve()),
      wheel_(clock.steady(), options_.timer_tick),
      read_buffer_(options_.read_bytes, '\0') {
    if (epoll_.get() < 0 || wake_.get() < 0)
        throw std::runtime_error(std::string("no event loop: ") + std::strerror(errno));
    control(EPOLL_CTL_ADD, wake_.get(), EPOLLIN, nullptr);
}

EpollLoop::~EpollLoop() {
    close_everything();
}

void EpollLoop::post(core::Callback work) {
    bool wake = false;
    {
        const std::scoped_lock lock(posted_mutex_);
        posted_.push_back(std::move(work));
        wake = std::exchange(asleep_, false);
    }
    // One call for all that is posted until it wakes.
    if (wake) ::eventfd_write(wake_.get(), 1);
}

core::TimerId EpollLoop::after(core::Milliseconds delay, core::Callback work) {
    return wheel_.add(clock_.steady() + delay, std::move(work));
}

core::Result<std::uint16_t> EpollLoop::listen(const Endpoint& at, Accept accept) {
    int error = 0;
    auto socket = listening_socket(at, options_.shared_ports.get(), error);
    if (error != 0) return listen_error(at, error);
    const auto port = local_port(socket.get());
    listeners_.push_back(
        std::make_unique<EpollListener>(*this, std::move(socket), std::move(accept)));
    return port;
}

void EpollLoop::stop_accepting() {
    for (auto& listener : listeners_) retired_sources_.push_back(std::move(listener));
    listeners_.clear();
}

void EpollLoop::connect(const Endpoint& to, Accept accept) {
    int error = 0;
    auto socket = connecting_socket(to, error);
    // A socket that could not even begin reports its failure by the same road as the others.
    if (socket.get() < 0) socket = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto& connection = adopt(std::move(socket), to, error == 0, accept);
    if (error != 0) connection.abort(CloseReason::error);
}

EpollConnection& EpollLoop::adopt(Descriptor socket, Endpoint peer, bool connecting,
                                  const Accept& accept) {
    connections_.push_back(
        std::make_unique<EpollConnection>(*this, std::move(socket), std::move(peer), connecting));
    auto& connection = *connections_.back();
    connection.index = connections_.size() - 1;
    open_.store(connections_.size(), std::memory_order_relaxed);
    std::shared_ptr<ConnectionHandler> handler;
    guarded([&] { handler = accept(connection); });
    if (!handler) connection.abort(CloseReason::local);
    connection.hand_to(std::move(handler));
    return connection;
}

void EpollLoop::retire(std::shared_ptr<ConnectionHandler> handler) {
    retired_.push_back(std::move(handler));
}

bool EpollLoop::shed_connection(int listener) {
    ++shortages_;
    if (const auto now = clock_.steady(); now >= warn_again_at_) {
        options_.log.warn("connections_refused", {{"reason", "out of file descriptors"},
                                                  {"times", std::exchange(shortages_, 0)}});
        warn_again_at_ = now + shortage_warning_every;
    }
    if (reserve_.get() < 0) reserve_ = open_reserve();
    reserve_.reset();
    Descriptor refused(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    const bool settled = refused.get() >= 0 || errno == EAGAIN;  // or the peer has gone
    refused.reset();
    reserve_ = open_reserve();
    return settled;
}

void EpollLoop::control(int operation, int descriptor, std::uint32_t events, EventSource* source) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = source;
    ::epoll_ctl(epoll_.get(), operation, descriptor, &event);
}

void EpollLoop::watch(int descriptor, unsigned events, std::function<void(unsigned)> ready) {
    if (const auto old = watched_.find(descriptor); old != watched_.end()) {
        old->second->forgotten = true;
        retired_sources_.push_back(std::move(old->second));
        watched_.erase(old);
        // It fails when the library has closed the descriptor already, and then it is gone.
        control(EPOLL_CTL_DEL, descriptor, 0, nullptr);
    }
    if (events == 0) return;
    auto& watched = watched_[descriptor];
    watched = std::make_unique<Watched>(std::move(ready));
    const unsigned wanted = ((events & watch_read) ? unsigned{EPOLLIN} : 0U) |
                            ((events & watch_write) ? unsigned{EPOLLOUT} : 0U);
    control(EPOLL_CTL_ADD, descriptor, wanted, watched.get());
}

void EpollLoop::run() {
    const Entered entered(*this);
    while (!stopping_.load(std::memory_order_relaxed)) tick();
    close_everything();
    // Who waits for work to be posted back may end; what posts for ever is cut off.
    for (int round = 0; round < last_rounds_max; ++round) run_posted();
    close_everything();
}

void EpollLoop::stop() {
    post([this] { stopping_.store(true, std::memory_order_relaxed); });
}

void EpollLoop::tick() {
    std::array<epoll_event, events_a_tick> events;
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_time_ms());
    {
        const std::scoped_lock lock(posted_mutex_);
        asleep_ = false;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(count, 0)); ++i) {
        auto* source = static_cast<EventSource*>(events[i].data.ptr);
        if (!source) {
            eventfd_t posts = 0;
            ::eventfd_read(wake_.get(), &posts);
        } else if (!guarded([&] { source->on_events(events[i].events); })) {
            source->on_fault();
        }
    }
    run_timers();
    run_posted();
    settle_connections();
    end_connections();
}

int EpollLoop::wait_time_ms() {
    if (!unsettled_.empty() || !ended_.empty()) return 0;
    const auto next = wheel_.until_next(clock_.steady());
    const std::scoped_lock lock(posted_mutex_);
    if (!posted_.empty()) return 0;
    asleep_ = true;
    return next ? static_cast<int>(next->count()) : -1;
}

void EpollLoop::run_timers() {
    if (wheel_.size() == 0) return;
    const auto now = clock_.steady();
    while (auto work = wheel_.take_due(now)) guarded(*work);
}

void EpollLoop::run_posted() {
    {
        const std::scoped_lock lock(posted_mutex_);
        round_.swap(posted_);
    }
    for (auto& work : round_) guarded(work);
    round_.clear();
}

void EpollLoop::settle_connections() {
    // What they cause (on_drained) is for the next tick, so that none starves the others.
    settling_.swap(unsettled_);
    for (auto* connection : settling_)
        if (!guarded([&] { connection->settle(); })) connection->on_fault();
    settling_.clear();
}

void EpollLoop::end_connections() {
    while (!ended_.empty()) {
        for (auto* connection : std::exchange(ended_, {})) {
            bool gone = false;
            // It tells its handler once, so that after a fault the second call does the rest.
            if (!guarded([&] { gone = connection->finish(); })) gone = connection->finish();
            if (gone) forget(*connection);
        }
    }
    open_.store(connections_.size(), std::memory_order_relaxed);
    retired_.clear();
    retired_sources_.clear();
}

void EpollLoop::forget(EpollConnection& connection) {
    const auto index = connection.index;
    std::swap(connections_[index], connections_.back());
    connections_[index]->index = index;
    connections_.pop_back();
}

void EpollLoop::close_everything() {
    stop_accepting();
    while (!connections_.empty()) {
        for (std::size_t i = 0; i < connections_.size(); ++i) connections_[i]->shut_down();
        settle_connections();
        end_connections();
    }
    retired_.clear();
    retired_sources_.clear();
}

// One of the four places that catch: a handler's or a callback's fault is logged and ends what it
// concerns, never the loop.
template <class F>
bool EpollLoop::guarded(F&& work) {
    try {
        work();
        return true;
    } catch (const std::exception& fault) {
        const core::FaultText text(fault);
        options_.log.error("loop_work_failed",
                           {{"error", text.error}, {"stack", text.stack}, {"causes", text.causes}});
        return false;
    }
}

}  // namespace net
