#include "app/command_sim.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>
#include <unistd.h>

#include "app/process.hpp"
#include "app/run.hpp"
#include "app/settings.hpp"
#include "app/threads.hpp"
#include "core/log_spdlog.hpp"
#include "core/metrics.hpp"
#include "net/curl_client.hpp"
#include "net/http/server.hpp"
#include "sim/simulator.hpp"

namespace app {
namespace {

constexpr core::Milliseconds stop_time_max{5'000};

sim::Options options_of(const SimCommand& command) {
    sim::Options options;
    options.seed = command.seed;
    options.webhooks.url = command.webhook_url;
    options.webhooks.app_secret = command.app_secret;
    options.webhooks.verify_token = command.verify_token;
    options.account.access_token = command.access_token;
    options.customers = static_cast<std::size_t>(command.customers);
    options.crowd.rate = command.rate;
    return options;
}

core::Result<> add_faults(sim::Simulator& simulator, const std::string& file) {
    std::ifstream rules(file, std::ios::binary);
    std::ostringstream text;
    text << rules.rdbuf();
    if (!rules)
        return core::Error{core::Kind::invalid,
                           "sim.faults_unreadable",
                           {{"file", file}, {"reason", std::string(std::strerror(errno))}}};
    return simulator.add_faults({file, text.str()});
}

core::Task<> start(sim::Simulator& simulator) {
    simulator.start();
    co_return;
}

// One loop carries everything: the simulator, its HTTP and the webhooks that it sends.
int serve(const SimCommand& command, const net::Endpoint& at) {
    core::SpdlogSink sink({.level = core::LogLevel::warn,
                           .console = ::isatty(STDERR_FILENO) != 0
                                          ? core::LogOptions::Console::text
                                          : core::LogOptions::Console::json});
    const core::Log log(sink, "sim");
    const core::RealClock base;
    sim::AdvancedClock clock(base);
    core::SystemRandom random;
    core::Metrics metrics;
    LoopThreads threads;
    auto& loop = threads.add(net::make_epoll_loop(base, {.log = log}), "sim");
    net::CurlClient client({.private_allowed = {net::authority_of(command.webhook_url)}},
                           {loop, metrics, log});
    sim::Simulator simulator(options_of(command), {clock, loop, client, log});
    if (!command.faults_file.empty()) {
        if (const auto added = add_faults(simulator, command.faults_file); added.has_error()) {
            print_failure(added.error(), core::Language::en);
            return static_cast<int>(Exit::wrong_use);
        }
    }
    auto routes = simulator.own_routes();
    for (auto& route : simulator.graph_routes()) routes.push_back(std::move(route));
    net::http::Server http(
        std::move(routes),
        {.metrics = metrics,
         .random = random,
         .log = log,
         .authenticate = [](const net::http::Request&) -> core::Result<model::Principal> {
             return model::Principal{};
         }});
    const auto port = loop.listen(at, http.attach(loop));
    if (port.has_error()) {
        print_failure(port.error(), core::Language::en);
        return static_cast<int>(Exit::cannot);
    }
    threads.start();
    run_on(loop, start(simulator), stop_time_max);
    std::cout << "chasqui sim ready on http://" << at.address << ":" << *port << std::endl;
    wait_for_stop();
    // A receiver that never answers is cut off before the time is over.
    loop.post([&] { loop.after(stop_time_max / 2, [&client] { client.stop(); }); });
    run_on(loop, simulator.stop(), stop_time_max);
    threads.stop();
    return static_cast<int>(Exit::done);
}

}  // namespace

int run_sim(const SimCommand& command) {
    block_signals();
    const auto at = parse_endpoint(command.listen);
    if (!at || !at->is_loopback()) {
        print_failure({core::Kind::invalid, "demo.loopback_only", {{"address", command.listen}}},
                      core::Language::en);
        return static_cast<int>(Exit::wrong_use);
    }
    if (!command.webhook_url.empty() && !sim::is_webhook_url(command.webhook_url)) {
        print_failure({core::Kind::invalid, "sim.bad_webhook_url", {{"url", command.webhook_url}}},
                      core::Language::en);
        return static_cast<int>(Exit::wrong_use);
    }
    try {
        return serve(command, *at);
    } catch (const std::exception& fault) {
        std::cerr << "chasqui: " << fault.what() << "\n";
        return static_cast<int>(Exit::cannot);
    }
}

}  // namespace app
