#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/task.hpp"
#include "net/loop.hpp"

namespace app {

// The process's loops, each on a thread of its own.
class LoopThreads {
public:
    LoopThreads() = default;
    ~LoopThreads() { stop(); }
    LoopThreads(const LoopThreads&) = delete;
    LoopThreads& operator=(const LoopThreads&) = delete;

    // Takes a loop in; its thread starts with start().
    net::Loop& add(std::unique_ptr<net::Loop> loop, std::string thread_name);
    void start();
    // Ends every loop and waits for its thread.
    void stop();
    const std::vector<net::Loop*>& loops() const { return loops_; }

private:
    std::vector<std::unique_ptr<net::Loop>> owned_;
    std::vector<net::Loop*> loops_;
    std::vector<std::string> names_;
    std::vector<std::thread> threads_;
};

// Runs a task on a loop's thread and waits for its end, on a thread that is no loop's. What the
// task throws is thrown here. False where `most` has passed; the task then goes on by itself.
bool run_on(net::Loop& loop, core::Task<> task, core::Milliseconds most);

}  // namespace app
