#include "app/threads.hpp"

#include <future>
#include <pthread.h>

namespace app {
namespace {

// A coroutine that starts at once and frees itself at its end.
struct Started {
    struct promise_type {
        Started get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {
            core::unreachable("what a task throws is kept for its caller");
        }
    };
};

Started keep_outcome(core::Task<> task, std::shared_ptr<std::promise<void>> done) {
    try {
        co_await std::move(task);
        done->set_value();
    } catch (const std::exception&) {
        done->set_exception(std::current_exception());
    }
}

}  // namespace

net::Loop& LoopThreads::add(std::unique_ptr<net::Loop> loop, std::string thread_name) {
    owned_.push_back(std::move(loop));
    names_.push_back(std::move(thread_name));
    loops_.push_back(owned_.back().get());
    return *loops_.back();
}

void LoopThreads::start() {
    for (std::size_t i = 0; i < loops_.size(); ++i)
        threads_.emplace_back([loop = loops_[i], name = names_[i]] {
            pthread_setname_np(pthread_self(), name.c_str());
            loop->run();
        });
}

void LoopThreads::stop() {
    for (auto* loop : loops_) loop->stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

bool run_on(net::Loop& loop, core::Task<> task, core::Milliseconds most) {
    const auto done = std::make_shared<std::promise<void>>();
    auto ended = done->get_future();
    loop.post([moved = std::move(task), done]() mutable { keep_outcome(std::move(moved), done); });
    if (ended.wait_for(most) == std::future_status::timeout) return false;
    ended.get();
    return true;
}

}  // namespace app
