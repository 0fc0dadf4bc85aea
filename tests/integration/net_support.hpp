#pragma once

#include <chrono>
#include <doctest/doctest.h>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "net/loop.hpp"

// What the tests over real sockets share.
namespace support {

constexpr std::chrono::seconds patience{20};

// A loop that runs on a thread of its own as long as it lives.
class RunningLoop {
public:
    explicit RunningLoop(net::LoopOptions options = {})
        : loop_(net::make_epoll_loop(clock_, std::move(options))) {}
    ~RunningLoop() {
        loop_->stop();
        if (thread_.joinable()) thread_.join();
    }
    net::Loop* operator->() { return loop_.get(); }
    net::Loop& operator*() { return *loop_; }
    void start() {
        thread_ = std::thread([this] { loop_->run(); });
    }
    // Runs on the loop's thread and waits for it.
    void on_loop(std::function<void()> work) {
        std::promise<void> done;
        loop_->post([&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

private:
    core::RealClock clock_;
    std::unique_ptr<net::Loop> loop_;
    std::thread thread_;
};

template <class T>
T await(std::future<T> future) {
    REQUIRE(future.wait_for(patience) == std::future_status::ready);
    return future.get();
}

// A client with a plain blocking socket, on the test's own thread.
class BlockingClient {
public:
    explicit BlockingClient(std::uint16_t port);
    ~BlockingClient();
    BlockingClient(const BlockingClient&) = delete;
    BlockingClient& operator=(const BlockingClient&) = delete;

    void send(std::string_view bytes);
    // The next whole answer, by its Content-Length; fails the test after `patience`.
    std::string answer();
    // All until the server closes.
    std::string rest();
    void shut_writing();

private:
    bool read_some();
    int socket_;
    std::string received_;
};

}  // namespace support
