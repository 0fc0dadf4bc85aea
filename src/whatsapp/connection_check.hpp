#pragma once

#include <coroutine>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"
#include "core/task_scope.hpp"
#include "net/http_client.hpp"
#include "store/database.hpp"
#include "whatsapp/channel_numbers_store.hpp"
#include "whatsapp/connection_book.hpp"
#include "whatsapp/graph_client.hpp"
#include "whatsapp/secret_box.hpp"
#include "whatsapp/settings.hpp"
#include "whatsapp/sinks.hpp"

namespace whatsapp {

// Asks Graph for a number where real traffic does not tell how it stands, and announces each change
// as `connection_state`. One probe at a time and number, whoever asks; never two within the
// cooldown; none while what is known is good and fresh. Coroutines on the egress loop.
class ConnectionCheck {
public:
    struct Seams {
        store::Database& database;
        net::HttpClient& http;
        core::Scheduler& loop;     // where everything here runs
        const core::Clock& clock;  // the database's
        core::Random& random;
        core::Metrics& metrics;
        core::Log log;
        const SecretBox& box;
        ConnectionBook& book;
        InboundSinks sinks;
    };
    // Subscribes to the database: make it before the first write.
    ConnectionCheck(Seams seams, const Settings& settings);
    ~ConnectionCheck();
    ConnectionCheck(const ConnectionCheck&) = delete;
    ConnectionCheck& operator=(const ConnectionCheck&) = delete;

    // On the loop: reads the numbers, then looks after them.
    core::Task<> start();
    // On the loop: probes that are under way end with their calls; whoever waits goes on.
    core::Task<> stop();

    // From any scheduler: resumes there when every claimed number is known as well as the cooldown
    // and the cache allow.
    core::Task<> check();

private:
    struct Line {
        std::optional<core::SteadyTime> probed_at;  // the end of the last probe
        core::SteadyTime due;                       // of the next one by ourselves
        std::string credentials;                    // as the row has them, to see new ones
        bool probing = false;
    };
    struct Waiter {
        core::Scheduler* home;
        std::coroutine_handle<> handle;
    };
    struct Hints;

    core::SteadyTime now() const { return seams_.loop.clock().steady(); }
    core::SteadyTime next_due();
    void arm();
    void tick();
    core::Task<> read_numbers();
    bool wants_probe(const model::NumberId& number, const Line& line) const;
    bool may_probe(const Line& line) const;
    bool is_fresh(const model::NumberId& number) const;
    void take(Waiter waiter);
    core::Task<> begin_check();
    void release_waiters();
    void begin_probe(const model::NumberId& number);
    core::Task<> probe(model::NumberId number);
    core::Task<ProbeAnswer> ask(model::NumberId number);
    core::Task<ProbeAnswer> ask_once(ChannelNumber number);
    core::Task<> restart_queue(model::NumberId number);
    void changed();
    core::Task<> announce();
    void count(const ProbeAnswer& answer);

    Seams seams_;
    const core::Milliseconds cooldown_;
    const core::Milliseconds cache_;
    const core::Milliseconds delay_;
    const core::Milliseconds interval_;
    const core::Milliseconds time_max_;
    const std::int64_t retries_;
    GraphCalls graph_calls_;
    core::TaskScope scope_;
    std::shared_ptr<Hints> hints_;
    std::map<model::NumberId, Line> lines_;
    std::vector<Waiter> waiters_;
    int reading_ = 0;  // checks that have not begun their probes
    core::TimerId timer_ = core::TimerId::none;
    core::TimerId announce_timer_ = core::TimerId::none;
    std::optional<core::SteadyTime> announced_at_;
    bool announcing_ = false;
};

}  // namespace whatsapp
