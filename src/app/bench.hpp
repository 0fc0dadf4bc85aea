#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/bench_process.hpp"
#include "net/loop.hpp"

namespace app {

// One measured number beside what it must reach (guarantees, section 5).
struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<double> at_least =
        {};  // the floor; whether it is one from below or above: `lower_is_better`
    std::optional<double> goal = {};
    bool lower_is_better = true;
};

struct ScenarioContext {
    double scale = 1;  // 0.1 for --quick
};

// A named measurement of the real server, run as a child process under load from this one.
struct Scenario {
    std::string name;
    std::string what;
    std::vector<Figure> (*run)(const ScenarioContext&);
};
const std::vector<Scenario>& scenarios();

// Scenarios without a server.
std::vector<Figure> cache_gets(const ScenarioContext& context);
std::vector<Figure> limit_checks(const ScenarioContext& context);

// A server of this binary on a fresh folder with one admin, as the scenarios need it.
class BenchServer {
public:
    explicit BenchServer(std::map<std::string, std::string> more_environment = {});

    net::Endpoint endpoint() const { return {"127.0.0.1", port_}; }
    BenchProcess& process() { return *process_; }
    // An access token of the admin.
    std::string sign_in();
    // Stops it as an operator would, and starts it again on the same data.
    void restart();
    const std::string& data() const { return folder_.path(); }

    static constexpr const char* app_secret = "bench-secret";
    static constexpr const char* number = "106540352242922";

private:
    void start();

    BenchFolder folder_;
    std::map<std::string, std::string> environment_;
    std::optional<BenchProcess> process_;
    std::uint16_t port_ = 0;
};

// A webhook as Meta would post it, signed: the n-th message of one of `customers` customers.
struct WebhookShape {
    std::uint64_t customers = 500;
    std::string tag = "B";
};
std::string webhook_request(const WebhookShape& shape, std::uint64_t n);

}  // namespace app
