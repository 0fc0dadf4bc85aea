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

    bool writer(core::Callback work) override { return writer_.put(std::move(work)); }
    bool reader(core::Callback work) override { return reader_.put(std::move(work)); }
    void stop() override;

private:
    struct Queue {
        bool put(core::Callback work);
        void run();  // until stopped and empty
        void stop();

        std::mutex mutex;
        std::condition_variable changed;
        std::deque<core::Callback> waiting;
        bool stopping = false;
    };

    Queue writer_;
    Queue reader_;
    std::vector<std::thread> threads_;
};

}  // namespace store
