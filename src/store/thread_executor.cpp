#include "store/thread_executor.hpp"

#include <pthread.h>

namespace store {

bool ThreadExecutor::Queue::put(core::Callback work) {
    {
        const std::lock_guard lock(mutex);
        if (stopping) return false;
        waiting.push_back(std::move(work));
    }
    changed.notify_one();
    return true;
}

void ThreadExecutor::Queue::run() {
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (waiting.empty()) return;
        auto work = std::move(waiting.front());
        waiting.pop_front();
        lock.unlock();
        work();
        work = {};
        lock.lock();
    }
}

void ThreadExecutor::Queue::stop() {
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    changed.notify_all();
}

ThreadExecutor::ThreadExecutor(std::size_t readers) {
    threads_.emplace_back([this] {
        pthread_setname_np(pthread_self(), "store-writer");
        writer_.run();
    });
    for (std::size_t i = 0; i < readers; ++i)
        threads_.emplace_back([this] {
            pthread_setname_np(pthread_self(), "store-reader");
            reader_.run();
        });
}

ThreadExecutor::~ThreadExecutor() {
    stop();
}

void ThreadExecutor::stop() {
    reader_.stop();
    writer_.stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace store
