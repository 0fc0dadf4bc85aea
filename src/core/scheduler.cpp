#include "core/scheduler.hpp"

namespace core {
namespace {

thread_local Scheduler* current_scheduler = nullptr;

}  // namespace

Scheduler* Scheduler::current() {
    return current_scheduler;
}

Scheduler::Entered::Entered(Scheduler& scheduler) : before_(current_scheduler) {
    current_scheduler = &scheduler;
}

Scheduler::Entered::~Entered() {
    current_scheduler = before_;
}

}  // namespace core
