#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/metrics.hpp"
#include "core/task_scope.hpp"
#include "monitor/alert_routes.hpp"
#include "monitor/alert_settings.hpp"
#include "monitor/alerts.hpp"
#include "monitor/forecast.hpp"
#include "monitor/heartbeat.hpp"
#include "monitor/notifier.hpp"
#include "net/curl_client.hpp"

namespace app {

// The alerts' place in the server: the engine, its channels and routes, and what other rooms tell
// it without knowing it: counters that grew, numbers that stand still, dead journal items. On
// egress.
class AlertWatch {
public:
    struct Parts {
        store::Database& database;
        net::Loop& loop;
        const core::Clock& clock;
        core::Random& random;
        core::Metrics& metrics;
        core::Log log;
        net::CurlClient& client;
        const whatsapp::SecretBox& box;
        const monitor::AlertSettings& settings;
        monitor::MemoryLines memory;
        core::Language language;
        std::function<bool()> healthy;  // can acknowledge durably now; any thread
    };
    explicit AlertWatch(Parts parts);

    core::Task<> start();
    // The figures of this second, by the public metrics' names.
    void each_second(std::span<const std::pair<std::string, double>> values);
    core::Task<> stop();

    std::vector<net::Route> routes();
    monitor::Alerts& alerts() { return alerts_; }

private:
    // A condition that holds while a counter grows.
    struct Growing {
        const char* rule;
        core::Counter& counter;
        std::uint64_t seen = 0;
    };
    void look_at_counters();
    void look_ahead(std::span<const std::pair<std::string, double>> values, core::SteadyTime now);
    core::Task<> look_at_whatsapp();
    core::Task<> tell_deadman();

    Parts parts_;
    monitor::Alerts alerts_;
    monitor::Notifier notifier_;
    monitor::AlertDoors doors_;
    monitor::Heartbeat heartbeat_;
    core::TaskScope scope_;
    std::vector<Growing> growing_;
    std::vector<std::string> stopped_numbers_;
    std::optional<core::SteadyTime> drained_at_;  // the outbox was empty, or its front moved
    std::optional<core::WallTime> outbox_front_;
    core::SteadyTime deadman_due_{};
    monitor::Forecast disk_free_;
    monitor::Forecast memory_use_;
    int seconds_ = 0;
};

}  // namespace app
