#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"
#include "core/task_scope.hpp"
#include "net/http_client.hpp"
#include "store/database.hpp"
#include "whatsapp/connection_book.hpp"
#include "whatsapp/delivery.hpp"
#include "whatsapp/graph_client.hpp"
#include "whatsapp/lane.hpp"
#include "whatsapp/lane_book.hpp"
#include "whatsapp/secret_box.hpp"
#include "whatsapp/settings.hpp"
#include "whatsapp/sinks.hpp"

namespace whatsapp {

// Sends what is queued: coroutines on the egress loop, one a lane at a time. It is woken by commits
// and by timers, and knows nothing that the outbox does not: at start it begins from its tables.
class Dispatcher {
public:
    struct Seams {
        store::Database& database;
        net::HttpClient& http;
        core::Scheduler& loop;     // where everything here runs
        const core::Clock& clock;  // the database's: in demo it runs ahead of the loop's
        core::Random& random;
        core::Metrics& metrics;
        core::Log log;
        const SecretBox& box;
        ConnectionBook* connections = nullptr;  // told what answers say of the connection
    };
    // Subscribes to the database: make it before the first write.
    Dispatcher(Seams seams, const Settings& settings, DispatchGuards guards, InboundSinks sinks);
    ~Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    // On the loop: settles what the last process left `dispatching`, then begins to send. After a
    // stop() that was awaited it begins anew, from the tables.
    core::Task<> start();
    // On the loop: claims nothing more, waits for the answers that are under way, and hands back
    // what was claimed and not sent. What the caller does not wait for is unconfirmed at the next
    // start.
    core::Task<> stop();
    // What it holds in memory, estimated: lanes, and what is on its way to Meta. On the loop.
    std::uint64_t bytes() const;

private:
    struct Hints;
    struct Gauges;

    void on_hint(bool numbers_changed);
    void look();
    core::Task<> look_for_queued();
    core::Task<std::optional<core::WallTime>> add_queued();
    void pump();
    LaneBook::Limits book_limits() const;
    void arm_timer();
    void arm_poll();

    core::Task<> run_lane(model::ConversationId conversation);
    core::Task<std::optional<Claim>> claim(model::ConversationId conversation);
    // Both say whether the lane has more to send.
    struct Ending {
        AttemptOutcome outcome;
        bool stops_number = false;
    };
    core::Task<bool> send(Envelope envelope);
    core::Task<bool> record(Envelope envelope, Ending ending);
    void note(const model::NumberId& number, const SendAnswer& answer);
    core::Task<net::ClientOutcome> call(net::ClientRequest request);

    core::SteadyTime now() const { return seams_.loop.clock().steady(); }
    core::SteadyTime steady_of(core::WallTime wall) const;
    void count(const std::vector<model::MessageStatus>& changes);
    void count_attempt(const std::string& outcome);

    Seams seams_;
    Settings settings_;
    DispatchGuards guards_;
    InboundSinks sinks_;
    LaneBook book_;
    std::optional<core::TaskScope> scope_;  // a new one at each start
    std::shared_ptr<Hints> hints_;
    std::shared_ptr<Gauges> gauges_;
    core::Histogram& call_microseconds_;
    GraphCalls graph_calls_;
    std::uint64_t envelope_bytes_ = 0;  // of the messages that are being sent
    std::int64_t looked_up_to_ = 0;     // the highest position that was read
    // Lanes that were left out, because their number stood still, may send now.
    bool look_from_start_ = false;
    bool looking_ = false;
    bool look_again_ = false;
    bool more_queued_ = false;  // the book had no room for all
    core::TimerId timer_ = core::TimerId::none;
    core::TimerId poll_ = core::TimerId::none;
};

}  // namespace whatsapp
