#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "app/alert_watch.hpp"
#include "app/cleanup.hpp"
#include "app/health_routes.hpp"
#include "app/idempotency.hpp"
#include "app/limits.hpp"
#include "app/log_levels.hpp"
#include "app/memory_bounds.hpp"
#include "app/number_watch.hpp"
#include "app/page_log.hpp"
#include "app/people.hpp"
#include "app/pressure_watch.hpp"
#include "app/run.hpp"
#include "app/settings.hpp"
#include "app/threads.hpp"
#include "app/watch.hpp"
#include "auth/auth.hpp"
#include "auth/sodium_hasher.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "inbox/inbox.hpp"
#include "live/live.hpp"
#include "net/curl_client.hpp"
#include "net/http/server.hpp"
#include "net/socketio/server.hpp"
#include "sim/simulator.hpp"
#include "store/data_folder.hpp"
#include "store/database.hpp"
#include "store/thread_executor.hpp"
#include "whatsapp/admin_routes.hpp"
#include "whatsapp/connection_check.hpp"
#include "whatsapp/dispatcher.hpp"
#include "whatsapp/secret_box.hpp"
#include "whatsapp/webhook_routes.hpp"

namespace app {

// Where the simulator's Graph API stands in demo, and its channel number: of a range that is never
// given to anybody (555-0100 to 555-0199).
inline constexpr const char* demo_graph_prefix = "/_graph";
inline constexpr const char* demo_number_digits = "15555550100";

// The simulator that runs in the server's process, for `demo`.
struct DemoOptions {
    std::uint64_t seed = 1;
    double rate = 0.5;  // customers' messages a second
};

// The whole server: builds the rooms in the order of their dependencies, wires them, starts them
// and stops them. Everything is destroyed in the opposite order.
class Server {
public:
    struct Parts {
        Settings& settings;
        store::DataFolder& folder;
        core::LogSink& sink;
        const core::Clock& clock;  // the loops': sockets and pings live in real time
        const Overrides& overrides;
        std::optional<DemoOptions> demo = {};
        std::function<void()> each_second = [] {};  // what the clock and the log need once a second
    };
    // Opens and migrates the database. Throws std::exception with a text for the operator.
    explicit Server(Parts parts);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Listens, sends and says ready. Fails with net.port_in_use or net.cannot_listen.
    core::Result<std::uint16_t> start();
    // Not ready → no more connections → what is under way ends (10 s at most) → checkpoint.
    void stop();

    store::Database& database() { return database_; }
    const Settings& settings() const { return parts_.settings; }
    auth::SodiumHasher& hasher() { return hasher_; }
    core::Random& random() { return random_; }
    // What the demo's people sign in with; made once for the folder.
    std::string demo_password();
    const core::Clock& clock() const { return clock_; }
    core::Metrics& metrics() { return metrics_; }

private:
    const core::Clock& choose_clock(const Parts& parts);
    store::DatabaseOptions database_options() const;
    net::socketio::ServerOptions socket_options() const;
    net::http::ServerParts http_parts();
    net::http::ServerOptions http_options() const;
    net::CurlOptions client_options() const;
    AlertWatch::Parts alert_parts();
    live::LiveDoors live_doors();
    sim::Options sim_options() const;
    std::vector<net::Route> all_routes();
    void build_loops();
    void build_watch();
    void prepare_database();
    core::Result<std::uint16_t> listen();
    void seed_numbers(std::uint16_t port);
    core::Task<> start_egress();
    // Calls that have no answer after so long are cut.
    core::Task<> stop_egress(core::Milliseconds calls_time_max);
    core::Task<> finish_loop(net::Loop& loop);
    core::Task<> maintain_each_second();
    core::Task<net::http::Response> answer_route(const net::Route& route,
                                                 const net::http::Request& request,
                                                 const model::Principal& principal);
    core::Task<> keep_house(int round);

    Parts parts_;
    core::Log log_;
    std::optional<sim::AdvancedClock> advanced_clock_;  // in demo
    const core::Clock& clock_;
    core::SystemRandom random_;
    core::Metrics metrics_;
    std::atomic<bool> ready_ = false;

    const monitor::MemorySource memory_;
    const MemoryBounds bounds_;
    store::ThreadExecutor executor_;
    store::Database database_;
    const std::string master_key_;
    whatsapp::SecretBox box_;
    Idempotency idempotency_;
    auth::SodiumHasher hasher_;
    auth::Auth auth_;
    Limits limits_;
    DirectoryPeople people_;
    inbox::Inbox inbox_;
    NumberWatch numbers_;
    whatsapp::ConnectionBook connections_;
    whatsapp::Webhooks webhooks_;
    whatsapp::Admin admin_;

    LoopThreads threads_;
    net::Loop* egress_ = nullptr;
    std::unique_ptr<net::CurlClient> client_;
    std::unique_ptr<whatsapp::Dispatcher> dispatcher_;
    std::unique_ptr<whatsapp::ConnectionCheck> connection_check_;
    std::unique_ptr<PressureWatch> pressure_;
    std::unique_ptr<Cleanup> cleanup_;
    std::unique_ptr<sim::Simulator> simulator_;  // in demo
    std::unique_ptr<AlertWatch> alerts_;
    std::unique_ptr<core::TaskScope> maintenance_;
    std::unique_ptr<net::socketio::Server> sockets_;
    std::unique_ptr<live::Live> live_;
    std::unique_ptr<Watch> watch_;
    std::optional<HealthSources> health_;
    PageLog page_log_{{parts_.sink, metrics_, parts_.clock}};
    LogLevelDoor log_levels_{parts_.sink, database_};
    std::unique_ptr<net::http::Server> http_;
    bool running_ = false;
};

}  // namespace app
