#include "app/server.hpp"

#include <malloc.h>

#include "app/build_info.hpp"
#include "app/process.hpp"
#include "app/server_sweeps.hpp"
#include "inbox/cases.hpp"
#include "inbox/conversations_store.hpp"
#include "store/event_log.hpp"
#include "whatsapp/channel_numbers.hpp"

namespace app {
namespace {

constexpr std::size_t store_readers = 2;
constexpr core::Milliseconds start_time_max{10'000};
// All of a stop. What is still open before its end is cut: requests first, then the calls that Meta
// has not answered, whose messages are unconfirmed then.
constexpr core::Milliseconds stop_time_max{10'000};
constexpr core::Milliseconds cut_requests_before_end{5'000};
constexpr core::Milliseconds cut_calls_before_end{2'000};
constexpr core::Milliseconds drain_look{20};

core::Result<model::Scope> scope_of_conversation(store::Transaction& tx,
                                                 const model::ConversationId& id) {
    if (auto scope = inbox::find_scope(tx, id)) return *std::move(scope);
    return core::Error{core::Kind::not_found, "inbox.not_found"};
}

// Before the first thread beside main's.
MemoryBounds take_bounds(std::uint64_t memory_limit) {
    const auto bounds = bounds_for(memory_limit);
    if (bounds.one_arena) ::mallopt(M_ARENA_MAX, 1);
    return bounds;
}

}  // namespace

const core::Clock& Server::choose_clock(const Parts& parts) {
    if (!parts.demo) return parts.clock;
    return advanced_clock_.emplace(parts.clock);
}

store::DatabaseOptions Server::database_options() const {
    store::DatabaseOptions options{.path = parts_.folder.file("chasqui.db"),
                                   .queue_bytes_max = bounds_.writer_queue_bytes,
                                   .group_bytes_max = bounds_.writer_group_bytes,
                                   .language = parts_.settings.language()};
    parts_.overrides.database(options);
    return options;
}

Server::Server(Parts parts)
    : parts_(std::move(parts)),
      log_(parts_.sink, "app"),
      clock_(choose_clock(parts_)),
      bounds_(take_bounds(memory_.read().tightest_limit)),
      executor_(store_readers),
      database_(database_options(),
                {executor_, clock_, random_, metrics_, log_.for_module("store")}),
      master_key_(parts_.folder.secret("master_key", random_)),
      box_(master_key_, random_),
      idempotency_(database_, master_key_, log_),
      auth_({database_, hasher_, clock_, random_, metrics_, log_.for_module("auth")},
            parts_.settings.jwt_secret.empty()
                ? parts_.folder.secret(std::string(auth::jwt_secret_file), random_)
                : parts_.settings.jwt_secret,
            parts_.settings.cache.options(auth::token_cache_name)),
      limits_({database_, auth_, clock_, random_, metrics_}, parts_.settings.limits),
      people_(auth_.directory()),
      inbox_(database_, people_, log_.for_module("inbox"), metrics_),
      connections_(parts_.settings.whatsapp.webhook_silence),
      webhooks_({database_, clock_, metrics_, log_.for_module("whatsapp"), &connections_},
                parts_.settings.whatsapp, {inbox_, numbers_}, std::string(build_info().version)),
      admin_{database_, box_, parts_.settings.whatsapp, {inbox_, numbers_}, connections_} {
    build_loops();
    build_watch();
    // After a write or fsync error nothing more may be acknowledged: the process ends (I-11).
    database_.on_fatal([this](const std::string& why) {
        ready_ = false;
        end_at_once({core::Kind::unavailable,
                     "store.broken",
                     {{"path", parts_.folder.path()}, {"reason", why}}},
                    parts_.settings.language());
    });
}

Server::~Server() {
    stop();
}

void Server::build_loops() {
    const auto& settings = parts_.settings;
    const auto ports = net::make_shared_ports();
    for (std::size_t i = 0; i < settings.loop_count(); ++i)
        threads_.add(net::make_epoll_loop(parts_.clock,
                                          {.shared_ports = ports, .log = log_.for_module("net")}),
                     "loop-" + std::to_string(i));
    sockets_ = std::make_unique<net::socketio::Server>(
        socket_options(),
        net::socketio::Server::Seams{random_, metrics_, log_.for_module("socketio")});
    live_ = std::make_unique<live::Live>(database_, *sockets_, live_doors(),
                                         live::Live::Seams{metrics_, log_.for_module("live")});
    for (auto* loop : threads_.loops()) sockets_->attach(*loop);
    live_->start();

    egress_ = &threads_.add(net::make_epoll_loop(parts_.clock, {.log = log_.for_module("egress")}),
                            "egress");
    client_ = std::make_unique<net::CurlClient>(
        client_options(), net::CurlClient::Parts{*egress_, metrics_, log_.for_module("egress")});
    dispatcher_ = std::make_unique<whatsapp::Dispatcher>(
        whatsapp::Dispatcher::Seams{database_, *client_, *egress_, clock_, random_, metrics_,
                                    log_.for_module("outbox"), box_, &connections_},
        settings.whatsapp, whatsapp::DispatchGuards{inbox_},
        whatsapp::InboundSinks{inbox_, numbers_});
    connection_check_ = std::make_unique<whatsapp::ConnectionCheck>(
        whatsapp::ConnectionCheck::Seams{database_, *client_, *egress_, clock_, random_, metrics_,
                                         log_.for_module("whatsapp"), box_, connections_,
                                         whatsapp::InboundSinks{inbox_, numbers_}},
        settings.whatsapp);
    admin_.check = connection_check_.get();
    alerts_ = std::make_unique<AlertWatch>(alert_parts());
    pressure_ = std::make_unique<PressureWatch>(
        settings.memory, PressureWatch::Parts{memory_, database_, *sockets_, *dispatcher_, metrics_,
                                              log_.for_module("memory")});
    cleanup_ = std::make_unique<Cleanup>(
        Cleanup::Seams{database_, metrics_, log_.for_module("cleanup"), parts_.clock});
    add_server_sweeps(
        *cleanup_,
        {.journal_kept = std::chrono::hours{24 * settings.whatsapp.journal_days},
         .log_folder = parts_.folder.file("logs"),
         .close_sockets_that_are_over = [this] { live_->close_what_is_over(); },
         .forget_idle_limits = [this] { return static_cast<std::int64_t>(limits_.sweep()); },
         .forget_old_tokens =
             [this] { return static_cast<std::int64_t>(auth_.verified_tokens().sweep()); }});
    maintenance_ = std::make_unique<core::TaskScope>(log_);
    if (parts_.demo)
        simulator_ = std::make_unique<sim::Simulator>(
            sim_options(),
            sim::Simulator::Parts{*advanced_clock_, *egress_, *client_, log_.for_module("sim")});

    auto& directory = auth_.directory();
    directory.on_session_over([this](const auto& session) { live_->close_sessions(session); });
    directory.on_rights_changed([this](const auto& user) { live_->rights_changed(user); });
    directory.on_teams_changed([this] { live_->numbers_or_teams_changed(); });
    numbers_.on_new([this] { live_->numbers_or_teams_changed(); });
}

void Server::build_watch() {
    std::vector<Watch::NamedLoop> loops;
    for (auto* loop : threads_.loops())
        loops.push_back({loop, loop == egress_ ? "egress" : std::to_string(loops.size())});
    watch_ = std::make_unique<Watch>(Watch::Parts{.metrics = metrics_,
                                                  .clock = parts_.clock,
                                                  .database = database_,
                                                  .sockets = *sockets_,
                                                  .log = log_.for_module("monitor"),
                                                  .data_folder = parts_.folder.path(),
                                                  .database_path = database_options().path,
                                                  .live = *live_,
                                                  .memory = alert_parts().memory,
                                                  .interval = parts_.settings.monitoring.interval},
                                     loops);
    watch_->collector().subscribe(
        [this](const monitor::Sample& sample) { alerts_->each_second(sample.values); });
}

sim::Options Server::sim_options() const {
    const auto& whatsapp = parts_.settings.whatsapp;
    sim::Options options;
    options.seed = parts_.demo->seed;
    options.webhooks.app_secret = whatsapp.app_secret;
    options.webhooks.verify_token = whatsapp.verify_token;
    options.account.access_token = whatsapp.access_token;
    options.account.id = whatsapp.business_account_id;
    options.account.numbers = {{whatsapp.phone_number_id, demo_number_digits, "Chasqui Demo"}};
    options.crowd.rate = parts_.demo->rate;
    options.windows_open_at_start = true;
    return options;
}

// In demo both sides are this machine. A configured address may lie inside: whoever configured it
// meant it.
net::CurlOptions Server::client_options() const {
    const auto& settings = parts_.settings;
    auto allowed = settings.alerts.private_hosts;
    for (const auto& url : {settings.alerts.smtp_url, settings.alerts.deadman_url})
        if (!url.empty()) allowed.push_back(net::authority_of(url));
    allowed.push_back(parts_.demo ? "127.0.0.1" : net::authority_of(settings.whatsapp.base_url));
    return {.private_allowed = std::move(allowed)};
}

AlertWatch::Parts Server::alert_parts() {
    const auto& settings = parts_.settings;
    return {
        .database = database_,
        .loop = *egress_,
        .clock = clock_,
        .random = random_,
        .metrics = metrics_,
        .log = log_.for_module("alerts"),
        .client = *client_,
        .box = box_,
        .settings = settings.alerts,
        .memory = {static_cast<double>(settings.memory.warning_percent),
                   static_cast<double>(settings.memory.critical_percent)},
        .language = settings.language(),
        .healthy = [this] { return ready_ && database_.can_write() && !database_.disk_is_full(); }};
}

net::socketio::ServerOptions Server::socket_options() const {
    const auto& s = parts_.settings.sockets;
    net::socketio::ServerOptions options;
    options.engine.ping_interval = s.ping_interval;
    options.engine.ping_timeout = s.ping_timeout;
    options.engine.connect_timeout = s.connect_timeout;
    options.engine.reader.message_bytes_max = static_cast<std::size_t>(s.message_bytes_max);
    options.connections_max = s.connections_max;
    options.allowed_origins = parts_.settings.server.cors_origins;
    return options;
}

live::LiveDoors Server::live_doors() {
    return {
        .authenticate = [this](const std::string& token) { return auth_.authenticate(token); },
        .renew = [this](const model::Principal& before) -> core::Result<model::Principal> {
            if (auto now = auth_.directory().principal_of(before.session)) return *std::move(now);
            return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
        },
        .numbers = [this] { return numbers_.all(); },
        .teams =
            [this] {
                std::vector<model::TeamId> ids;
                for (const auto& team : auth_.directory().teams()) ids.push_back(team.id);
                return ids;
            },
        .conversation_scope = scope_of_conversation,
    };
}

core::Result<std::uint16_t> Server::start() {
    prepare_database();
    http_ = std::make_unique<net::http::Server>(all_routes(), http_parts(), http_options());
    auto port = listen();
    if (port.has_error()) return port;
    seed_numbers(*port);
    if (simulator_)
        simulator_->webhooks().send_to("http://127.0.0.1:" + std::to_string(*port) +
                                       "/webhooks/whatsapp");
    threads_.start();
    running_ = true;
    run_on(*egress_, start_egress(), start_time_max);
    ready_ = true;
    return port;
}

// What must be in order before the first request: what former versions found dead is tried again,
// and the WAL is copied back.
void Server::prepare_database() {
    limits_.load();
    webhooks_.retry_dead();
    for (const auto& number :
         database_.write_now([](store::Transaction& tx) { return whatsapp::list_numbers(tx); }))
        numbers_.add(number.id);
}

core::Result<std::uint16_t> Server::listen() {
    auto at = parts_.settings.endpoint();
    for (auto* loop : threads_.loops()) {
        if (loop == egress_) continue;
        const auto port = loop->listen(at, http_->attach(*loop));
        if (port.has_error()) return port;
        at.port = *port;
    }
    return at.port;
}

void Server::seed_numbers(std::uint16_t port) {
    auto& settings = parts_.settings.whatsapp;
    if (parts_.demo)
        settings.base_url = "http://127.0.0.1:" + std::to_string(port) + demo_graph_prefix;
    const auto differing = database_.write_now([&](store::Transaction& tx) {
        const whatsapp::InboundSinks sinks{inbox_, numbers_};
        if (!parts_.demo) return whatsapp::seed_first_number(tx, settings, box_, sinks);
        // Demo's Graph API is wherever this process listens today.
        whatsapp::claim_number(
            tx,
            {model::NumberId{settings.phone_number_id}, settings.access_token,
             settings.business_account_id, settings.base_url, settings.api_version},
            box_, sinks)
            .value();
        return std::vector<std::string>{};
    });
    for (const auto& name : differing) log_.warn("number_setting_ignored", {{"setting", name}});
}

core::Task<> Server::start_egress() {
    co_await dispatcher_->start();
    co_await alerts_->start();
    co_await connection_check_->start();
    if (simulator_) simulator_->start();
    maintenance_->spawn("each_second", maintain_each_second());
    watch_->start();
}

core::Task<> Server::maintain_each_second() {
    for (int round = 0; !maintenance_->stopping();) {
        co_await core::sleep_for(core::Milliseconds{1000});
        if (maintenance_->stopping()) co_return;
        parts_.each_second();
        pressure_->each_second(parts_.clock.steady());
        // A round of its own: one that fails (a full disk) is logged, and the next one comes.
        // Rounds are counted, not seconds: one that lasts long delays what is due, and skips
        // nothing.
        if (maintenance_->size() == 1) maintenance_->spawn("keep_house", keep_house(round++));
    }
}

core::Task<> Server::keep_house(int round) {
    if (database_.disk_is_full()) {
        if (round % 5 == 0) co_await database_.write(store::touch_disk);
        co_return;
    }
    const auto stopping = [this] { return maintenance_->stopping(); };
    while (!stopping() && co_await database_.write(inbox::wake_snoozed)) {
    }
    if (pressure_->sheds()) co_return;
    co_await cleanup_->run_due(stopping);
    if (round % 60 == 0) co_await auth_.keep_key_uses();
}

core::Task<> Server::stop_egress(core::Milliseconds calls_time_max) {
    egress_->after(calls_time_max, [this] { client_->stop(); });
    maintenance_->stop();
    pressure_->stop();
    co_await watch_->stop();
    co_await alerts_->stop();
    if (simulator_) co_await simulator_->stop();
    co_await dispatcher_->stop();
    co_await pressure_->finished();
    client_->stop();
    co_await connection_check_->stop();
    co_await maintenance_->join();
}

void Server::stop() {
    if (!std::exchange(running_, false)) {
        threads_.stop();
        database_.close();
        return;
    }
    ready_ = false;
    for (auto* loop : threads_.loops())
        if (loop != egress_) loop->post([loop] { loop->stop_accepting(); });
    http_->drain();
    sockets_->close();
    const auto end = parts_.clock.steady() + stop_time_max;
    const auto left = [&](core::Milliseconds before_end) {
        const auto time =
            std::chrono::duration_cast<core::Milliseconds>(end - parts_.clock.steady());
        return std::max(core::Milliseconds{0}, time - before_end);
    };
    while (http_->busy() > 0 && left(cut_requests_before_end) > core::Milliseconds{0})
        std::this_thread::sleep_for(drain_look);
    bool whole = true;
    for (auto* loop : threads_.loops())
        if (loop != egress_) whole &= run_on(*loop, finish_loop(*loop), left(cut_calls_before_end));
    whole &= run_on(*egress_, stop_egress(left(cut_calls_before_end)), left({}));
    threads_.stop();
    database_.close();
    log_.info("stopped");
    if (!whole) leave_without_the_rest();
}

core::Task<> Server::finish_loop(net::Loop& loop) {
    co_await live_->finished(loop);
    co_await sockets_->finished(loop);
}

std::string Server::demo_password() {
    return parts_.folder.secret("demo_password", random_, 9);
}

}  // namespace app
