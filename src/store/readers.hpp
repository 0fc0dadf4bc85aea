#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "store/connection.hpp"
#include "store/database.hpp"

namespace store {

// The connections that read: one for each of the executor's readers, made at first need. In memory
// there is one connection alone, the writer's, and one thread.
class Readers {
public:
    Readers(const DatabaseOptions& options, Database::Seams seams, Connection* shared);
    // Any thread. Finishes the job with Unavailable where there is no room.
    void submit(std::shared_ptr<Database::Job> job);
    void refuse();
    // Closes those that have nothing to do; they are made anew at need. Any thread.
    void drop_idle();

private:
    void run(const std::shared_ptr<Database::Job>& job);
    void leave_queue();
    std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> connection);
    void read_on(Connection& connection, Database::Job& job);

    DatabaseOptions options_;
    Database::Seams seams_;
    Connection* shared_;  // absent for a database on disk
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t waiting_ = 0;
    bool refusing_ = false;
    core::Counter& reads_;
    core::Histogram& microseconds_;
};

}  // namespace store
