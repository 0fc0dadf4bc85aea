#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "net/loop.hpp"
#include "net/timer_wheel.hpp"

// The parts of the epoll loop. Others see net/loop.hpp alone.
namespace net {

// Owns a file descriptor; -1 is none.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { reset(); }
    void reset();
    int get() const { return number_; }

private:
    int number_ = -1;
};

// Whatever epoll reports on.
class EventSource {
public:
    virtual ~EventSource() = default;
    virtual void on_events(std::uint32_t events) = 0;
    // on_events() has thrown; it is logged already.
    virtual void on_fault() {}
};

class SharedPorts {
public:
    // Binds and listens: alone on the address the first time, beside the former ones thereafter.
    // An errno, or 0.
    int bind_and_listen(int socket, const Endpoint& at);
    std::mutex mutex;
    std::set<std::string> claimed;  // "ADDR PORT"
};

class EpollConnection;
class EpollListener;

// One epoll instance, level-triggered: one read a readiness, and EPOLLOUT only while the kernel's
// buffer is full, so that the usual request costs epoll_wait, recv and send and nothing else. (With
// edges we would read until EAGAIN, one call more.) A tick: events, timers, posted work, then one
// write a connection, then the closes.
class EpollLoop final : public Loop {
public:
    EpollLoop(const core::Clock& clock, LoopOptions options);
    ~EpollLoop() override;

    void post(core::Callback work) override;
    core::TimerId after(core::Milliseconds delay, core::Callback work) override;
    void cancel(core::TimerId timer) override { wheel_.cancel(timer); }
    const core::Clock& clock() const override { return clock_; }

    core::Result<std::uint16_t> listen(const Endpoint& at, Accept accept) override;
    void stop_accepting() override;
    void connect(const Endpoint& to, Accept accept) override;
    void watch(int descriptor, unsigned events, std::function<void(unsigned)> ready) override;
    void run() override;
    void stop() override;
    std::size_t connections() const override { return open_.load(std::memory_order_relaxed); }

    // For the loop's own connections and listeners.
    EpollConnection& adopt(Descriptor socket, Endpoint peer, bool connecting, const Accept& accept);
    void settle_later(EpollConnection& connection) { unsettled_.push_back(&connection); }
    void end_later(EpollConnection& connection) { ended_.push_back(&connection); }
    void retire(std::shared_ptr<ConnectionHandler> handler);
    void control(int operation, int descriptor, std::uint32_t events, EventSource* source);
    // Out of descriptors: refuses one that waits, with the descriptor that is kept for it. False
    // where another thread has taken that one meanwhile.
    bool shed_connection(int listener);
    std::string& read_buffer() { return read_buffer_; }
    const core::Log& log() const { return options_.log; }

private:
    struct Watched;

    void tick();
    int wait_time_ms();
    void run_timers();
    void run_posted();
    void settle_connections();
    void end_connections();
    void close_everything();
    void forget(EpollConnection& connection);
    template <class F>
    bool guarded(F&& work);

    const core::Clock& clock_;
    LoopOptions options_;
    Descriptor epoll_;
    Descriptor wake_;             // an eventfd
    Descriptor reserve_;          // given up for a moment when there is no descriptor left
    std::int64_t shortages_ = 0;  // of descriptors, since the last warning
    core::SteadyTime warn_again_at_{};
    TimerWheel wheel_;
    std::string read_buffer_;

    std::mutex posted_mutex_;
    std::vector<core::Callback> posted_;
    std::vector<core::Callback> round_;  // what of it runs now
    bool asleep_ = false;                // under the mutex: whether who posts must wake us
    std::atomic<bool> stopping_{false};

    std::vector<std::unique_ptr<EpollListener>> listeners_;
    std::vector<std::unique_ptr<EpollConnection>> connections_;
    std::atomic<std::size_t> open_{0};
    std::map<int, std::unique_ptr<Watched>> watched_;

    std::vector<EpollConnection*> unsettled_;  // with something to write or to close
    std::vector<EpollConnection*> settling_;   // what of them is settled now
    std::vector<EpollConnection*> ended_;      // whose last call is due
    // Kept until the end of the tick, because a call into them may be under way.
    std::vector<std::shared_ptr<ConnectionHandler>> retired_;
    std::vector<std::unique_ptr<EventSource>> retired_sources_;
};

}  // namespace net
