#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "store/executor.hpp"

namespace store {

// One thread that writes and `readers` that read.
class ThreadExecutor : public Executor {
public:
    explicit ThreadExecutor(std::size_t readers);
    ~ThreadExecutor() override;

    void writer(core::Callback work) override { writer_.put(std::move(work)); }
    void reader(core::Callback work) override { reader_.put(std::move(work)); }
    std::size_t readers() const override { return readers_; }
    void stop() override;

private:
    struct Queue {
        void put(core::Callback work);
        void run();  // until stopped and empty
        void stop();

        std::mutex mutex;
        std::condition_variable changed;
        std::deque<core::Callback> waiting;
        bool stopping = false;
    };

    Queue writer_;
    Queue reader_;
    std::size_t readers_;
    std::vector<std::thread> threads_;
};

}  // namespace store
