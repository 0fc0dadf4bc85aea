#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "whatsapp/intake.hpp"

namespace whatsapp {

// Counts and logs what became of webhooks' items, after the commit. Any thread.
class IntakeMetrics {
public:
    IntakeMetrics(core::Metrics& metrics, core::Log log)
        : metrics_(metrics), log_(std::move(log)) {}
    void record(const IntakeSummary& summary);

private:
    void count(const std::string& kind, std::string_view result, std::uint64_t amount);

    core::Metrics& metrics_;
    core::Log log_;
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, core::Counter*> counters_;
};

// The counter of messages that came into a state, for every place that moves them.
core::Counter& transition_counter(core::Metrics& metrics, model::MessageStatus state);

}  // namespace whatsapp
