#pragma once

#include "core/log.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"
#include "core/task_scope.hpp"
#include "store/database.hpp"

namespace whatsapp {

// Drops what the journal need not keep: bodies of applied webhooks after their days, and statuses
// that waited so long for a message that never came. A slice at a time, each hour.
class Housekeeping {
public:
    struct Seams {
        store::Database& database;
        core::Scheduler& loop;
        core::Log log;
    };
    Housekeeping(Seams seams, std::int64_t journal_days);

    // On the loop.
    void start();
    core::Task<> stop();

private:
    void arm();
    core::Task<> clean();

    Seams seams_;
    std::chrono::hours kept_;
    core::TaskScope scope_;
    core::TimerId timer_ = core::TimerId::none;
};

}  // namespace whatsapp
