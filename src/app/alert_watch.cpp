#include "app/alert_watch.hpp"

#include <algorithm>

#include "core/json_text.hpp"
#include "whatsapp/channel_numbers_store.hpp"
#include "whatsapp/journal_store.hpp"
#include "whatsapp/outbox_store.hpp"

namespace app {
namespace {

constexpr int look_at_whatsapp_each_seconds = 15;

std::string label(std::string_view name, std::string_view value) {
    return core::JsonObject().text(name, value).take();
}

}  // namespace

AlertWatch::AlertWatch(Parts parts)
    : parts_(std::move(parts)),
      alerts_({parts_.database, parts_.loop, parts_.metrics, parts_.log}, parts_.memory,
              {parts_.settings.group_wait, parts_.settings.repeat, parts_.settings.escalate}),
      notifier_({parts_.database, parts_.clock, parts_.random, parts_.metrics, parts_.log,
                 parts_.client, parts_.client, parts_.box},
                {parts_.settings.smtp_url, parts_.settings.smtp_from}, parts_.language),
      doors_{parts_.database, alerts_, notifier_, parts_.box},
      heartbeat_(
          {parts_.database, parts_.loop, parts_.metrics, parts_.log, alerts_, parts_.healthy}),
      scope_(parts_.log) {
    alerts_.on_planned([this] { notifier_.wake(); });
    // The same counters that the rooms write: a name and its labels are one counter.
    growing_.push_back(
        {"socket_limit",
         parts_.metrics.counter("chasqui_socket_refused_total",
                                "Sessions refused because SOCKET_MAX_CONNECTIONS were open")});
    growing_.push_back(
        {"store_refusing", parts_.metrics.counter("chasqui_store_refused_total",
                                                  "Jobs refused since the queue was full.")});
}

core::Task<> AlertWatch::start() {
    co_await alerts_.start();
    co_await heartbeat_.start();
}

core::Task<> AlertWatch::stop() {
    scope_.stop();
    co_await alerts_.stop();
    co_await notifier_.stop();
    co_await heartbeat_.stop();
    co_await scope_.join();
}

std::vector<net::Route> AlertWatch::routes() {
    auto all = monitor::alert_routes(doors_);
    for (auto& route : monitor::channel_routes(doors_)) all.push_back(std::move(route));
    for (auto& route : monitor::goal_routes(doors_)) all.push_back(std::move(route));
    return all;
}

void AlertWatch::each_second(std::span<const std::pair<std::string, double>> values) {
    if (scope_.stopping()) return;
    const auto now = parts_.loop.clock().steady();
    look_at_counters();
    if (drained_at_)
        alerts_.observe("queue_not_draining",
                        std::chrono::duration<double, std::ratio<60>>(now - *drained_at_).count(),
                        now);
    look_ahead(values, now);
    heartbeat_.each_second(now);
    alerts_.each_second(values, now);
    notifier_.each_second();
    if (seconds_++ % look_at_whatsapp_each_seconds == 0 && scope_.size() == 0)
        scope_.spawn("look_at_whatsapp", look_at_whatsapp());
    if (!parts_.settings.deadman_url.empty() && now >= deadman_due_ && parts_.healthy()) {
        deadman_due_ = now + parts_.settings.deadman_interval;
        scope_.spawn("deadman", tell_deadman());
    }
}

// Where the disk and memory will be full if they go on as they do.
void AlertWatch::look_ahead(std::span<const std::pair<std::string, double>> values,
                            core::SteadyTime now) {
    for (const auto& [name, value] : values) {
        if (name == "disk_free") disk_free_.note(value, now);
        if (name == "memory_usage") memory_use_.note(value, now);
    }
    alerts_.observe("disk_full_within",
                    disk_free_.hours_until(0).value_or(monitor::forecast_hours_max), now);
    alerts_.observe("memory_full_within",
                    memory_use_.hours_until(100).value_or(monitor::forecast_hours_max), now);
}

void AlertWatch::look_at_counters() {
    for (auto& one : growing_) {
        const auto value = one.counter.value();
        if (value > std::exchange(one.seen, value))
            alerts_.raise(one.rule);
        else
            alerts_.clear(one.rule);
    }
}

core::Task<> AlertWatch::look_at_whatsapp() {
    struct Found {
        std::int64_t dead = 0;
        std::vector<std::pair<std::string, std::string>> stopped;  // number, fault
        std::optional<core::WallTime> front;
    };
    const auto found = co_await parts_.database.read([](store::Transaction& tx) {
        Found now;
        for (const auto& count : whatsapp::items_by_kind(tx))
            if (count.state == "dead") now.dead += count.count;
        for (const auto& number : whatsapp::list_numbers(tx))
            if (!number.fault.empty()) now.stopped.emplace_back(number.id.text(), number.fault);
        now.front = whatsapp::oldest_queued_at(tx);
        return now;
    });
    if (found.dead > 0)
        alerts_.raise("dead_journal_items", "{}",
                      core::JsonObject().integer("count", found.dead).take());
    else
        alerts_.clear("dead_journal_items");

    for (const auto& number : stopped_numbers_)
        alerts_.clear("number_stopped", label("number", number));
    stopped_numbers_.clear();
    for (const auto& [number, fault] : found.stopped) {
        alerts_.raise("number_stopped", label("number", number), label("code", fault));
        stopped_numbers_.push_back(number);
    }

    if (!drained_at_ || !found.front || found.front != outbox_front_)
        drained_at_ = parts_.loop.clock().steady();
    outbox_front_ = found.front;
}

// Nobody answers for us here: what does not go through is what its owner is to notice.
core::Task<> AlertWatch::tell_deadman() {
    const auto outcome = co_await parts_.client.send(
        net::ClientRequest{.url = parts_.settings.deadman_url, .headers = {}, .body = ""});
    if (const auto* failure = std::get_if<net::ClientFailure>(&outcome))
        parts_.log.warn("deadman_failed", {{"reason", failure->reason}});
}

}  // namespace app
