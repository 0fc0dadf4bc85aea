// The target of others' conformance suites, on the same code as the product.
//
//   target [--profile protocol|client|echo|http|live] [--listen ADDR:PORT] [--data FILE]
//
// protocol  localhost:3000  Engine.IO and Socket.IO as their protocol's suites expect
// client    localhost:3210  what the official JavaScript client expects of a server in its tests,
//                           without connection state recovery
// echo      localhost:9001  plain WebSocket echo, without permessage-deflate
// http      localhost:8000  every method and path: 200 with the body echoed
// live      localhost:3300  the product's event log over a database in FILE, with users that a test
//                           makes: for the tests of tests/socketio-client
//
// Prints one line when it can serve: "target ready on http://ADDR:PORT".
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/text.hpp"
#include "profiles.hpp"

namespace {

using namespace conformance;

net::Endpoint parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    const auto port = colon == std::string_view::npos ? std::nullopt
                                                      : core::parse_integer(text.substr(colon + 1));
    if (!port || *port > 65535) throw std::invalid_argument("--listen takes ADDR:PORT");
    auto address = text.substr(0, colon);
    if (address == "localhost") address = "127.0.0.1";
    return {std::string(address), static_cast<std::uint16_t>(*port)};
}

Options parse(int count, char** words) {
    Options options;
    for (int i = 1; i < count; i += 2) {
        const std::string_view name = words[i];
        if (i + 1 == count) throw std::invalid_argument(std::string(name) + " takes a value");
        const std::string_view value = words[i + 1];
        if (name == "--profile")
            options.profile = value;
        else if (name == "--listen")
            options.listen = parse_endpoint(value);
        else if (name == "--data")
            options.data = value;
        else
            throw std::invalid_argument("unknown option " + std::string(name));
    }
    return options;
}

Profile make(Machine& machine, const Options& options) {
    if (options.profile == "protocol") return protocol_profile(machine);
    if (options.profile == "client") return client_profile(machine);
    if (options.profile == "echo") return echo_profile(machine);
    if (options.profile == "http") return http_profile(machine);
    if (options.profile == "live") return live_profile(machine, options);
    throw std::invalid_argument("unknown profile " + options.profile);
}

void serve(const Options& options) {
    core::RealClock clock;
    core::SystemRandom random;
    core::Metrics metrics;
    const auto loop = net::make_epoll_loop(clock);
    Machine machine{*loop, clock, random, metrics, {}};
    auto profile = make(machine, options);
    net::http::ServerParts parts{
        .metrics = metrics, .random = random, .log = {}, .authenticate = {}};
    parts.upgrades = std::move(profile.upgrades);
    parts.otherwise = std::move(profile.otherwise);
    net::http::Server http(std::move(profile.routes), std::move(parts));

    const auto at = options.listen.value_or(profile.listen);
    const auto port = loop->listen(at, http.attach(*loop));
    if (!port) throw std::runtime_error(port.error().code);
    // "localhost" is ::1 for some clients; a machine without IPv6 does without.
    if (at.address == "127.0.0.1")
        static_cast<void>(loop->listen({"::1", *port}, http.attach(*loop)));
    std::printf("target ready on http://%s:%d\n", at.address.c_str(), int{*port});
    std::fflush(stdout);
    loop->run();
}

}  // namespace

int main(int count, char** words) {
    try {
        serve(parse(count, words));
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "target: %s\n", fault.what());
        return 2;
    }
    return EXIT_SUCCESS;
}
