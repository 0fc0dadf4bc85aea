#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "core/function.hpp"

namespace core {

// A few threads for work that would hold a loop up, and a queue with an end.
class ThreadPool {
public:
    struct Size {
        std::size_t threads = 1;
        std::size_t waiting_max = 64;
    };
    explicit ThreadPool(Size size);
    ~ThreadPool();  // after all that was taken has run

    // False, and nothing happens, where waiting_max wait already. `work` does not throw.
    bool submit(Callback work);

private:
    void run();

    const std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Callback> waiting_;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace core
