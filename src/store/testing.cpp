#include "store/testing.hpp"

#include "store/event_log.hpp"

namespace store {

bool InlineExecutor::put(core::Callback work, bool held) {
    if (stopped_) return false;
    if (held)
        waiting_.push_back(std::move(work));
    else
        work();
    return true;
}

void InlineExecutor::stop() {
    stopped_ = true;
    release();
}

void InlineExecutor::release() {
    held_ = readers_held_ = false;
    while (!waiting_.empty()) {
        auto work = std::move(waiting_.front());
        waiting_.pop_front();
        work();
    }
}

TestDatabase::TestDatabase(DatabaseOptions options)
    : database(std::move(options), {executor, clock, random, metrics, core::Log{}}) {}

std::vector<model::Event> TestDatabase::events() {
    return write([](Transaction& tx) { return read_events(tx, {0, INT64_MAX, INT64_MAX}); });
}

std::vector<std::string> TestDatabase::event_names() {
    std::vector<std::string> names;
    for (const auto& event : events()) names.push_back(event.name);
    return names;
}

}  // namespace store
