#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <unordered_map>

#include "app/bench.hpp"
#include "app/bench_load.hpp"
#include "app/bench_log.hpp"
#include "app/bench_socket.hpp"
#include "core/json.hpp"

namespace app {
namespace {

double milliseconds(std::uint64_t microseconds) {
    return static_cast<double>(microseconds) / 1000;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void need_clean(const LoadResult& load) {
    if (load.broken > 0 || load.answered == 0)
        throw std::runtime_error("the load broke off: " + std::to_string(load.broken) +
                                 " connections ended, " + std::to_string(load.answered) +
                                 " answers");
}

struct LoadShape {
    std::size_t connections;
    double seconds;
    double rate = 0;
};

// Runs a load against the server; its result, and the server's CPU time a request.
double run_against(BenchServer& server, const LoadShape& shape,
                   std::function<std::string(std::uint64_t)> request, LoadResult& result) {
    const auto cpu = server.process().cpu_seconds();
    run_load({server.endpoint(), shape.connections, shape.seconds, shape.rate, std::move(request)},
             result);
    need_clean(result);
    return (server.process().cpu_seconds() - cpu) * 1e6 / static_cast<double>(result.answered);
}

std::vector<Figure> durable_webhooks(const ScenarioContext& context) {
    BenchServer server;
    const auto request = [](const std::string& tag) {
        return [tag](std::uint64_t n) { return webhook_request({500, tag}, n); };
    };
    LoadResult warm_up, closed, open;
    run_against(server, {64, 2 * context.scale}, request("W"), warm_up);
    const double cpu = run_against(server, {64, 10 * context.scale}, request("C"), closed);
    const double rate = static_cast<double>(closed.answered) / closed.seconds;
    run_against(server, {256, 10 * context.scale, std::min(3300.0, rate * 0.8)}, request("O"),
                open);
    return {{"rate", rate, "1/s", 3300, 10'000, false},
            {"cpu", cpu, "us", 100, 60},
            {"refused", static_cast<double>(closed.refused + open.refused), "answers"},
            {"offered", std::min(3300.0, rate * 0.8), "1/s", {}, {}, false},
            {"p50", milliseconds(open.latency.quantile(0.5)), "ms", 10},
            {"p99", milliseconds(open.latency.quantile(0.99)), "ms", 250}};
}

// Webhooks come in at a steady rate; each is timed until its event stands on another client's
// socket.
class SocketLatency {
public:
    SocketLatency(BenchServer& server, double rate, double seconds)
        : server_(server), token_(server.sign_in()), rate_(rate), seconds_(seconds) {}

    void run() {
        loop_->post([this] { listen_for_events(); });
        loop_->run();
        if (seen_ + 5 < sent_)
            throw std::runtime_error("only " + std::to_string(seen_) + " of " +
                                     std::to_string(sent_) + " messages were seen");
    }
    const core::Histogram& latency() const { return latency_; }

private:
    void listen_for_events() {
        loop_->connect(server_.endpoint(), [this](net::Connection& connection) {
            connection.send(BenchSocket::upgrade_request());
            return std::make_shared<BenchSocket>(
                token_, BenchSocket::Events{[this] { open_senders(); },
                                            [this](auto packet) { take(packet); },
                                            [this](std::string) { loop_->stop(); }});
        });
        loop_->after(core::Milliseconds(static_cast<std::int64_t>(seconds_ * 1000) + 15'000),
                     [this] { loop_->stop(); });
    }

    struct Sender : net::ConnectionHandler {
        void on_bytes(net::Connection&, std::string_view) override {}
        void on_closed(net::Connection&, net::CloseReason) override {}
    };

    void open_senders() {
        for (int i = 0; i < 16; ++i)
            loop_->connect(server_.endpoint(), [this](net::Connection& connection) {
                senders_.push_back(&connection);
                if (senders_.size() == 16) {
                    begin_ = clock_.steady();
                    pace();
                }
                return std::make_shared<Sender>();
            });
    }

    void pace() {
        const auto passed = std::chrono::duration<double>(clock_.steady() - begin_).count();
        const auto due = static_cast<std::uint64_t>(std::min(passed, seconds_) * rate_);
        for (; sent_ < due; ++sent_) {
            sent_at_["wamid.L" + std::to_string(sent_)] =
                begin_ + std::chrono::nanoseconds(
                             static_cast<std::int64_t>(static_cast<double>(sent_) / rate_ * 1e9));
            senders_[sent_ % senders_.size()]->send(webhook_request({500, "L"}, sent_));
        }
        if (passed < seconds_)
            loop_->after(core::Milliseconds(1), [this] { pace(); });
        else
            loop_->after(core::Milliseconds(2000), [this] { loop_->stop(); });
    }

    void take(std::string_view packet) {
        if (!packet.starts_with("[\"new_message\"")) return;
        const auto at = packet.find("wamid.L");
        if (at == std::string_view::npos) return;
        const auto found = sent_at_.find(std::string(packet.substr(at, packet.find('"', at) - at)));
        if (found == sent_at_.end()) return;
        const auto took = clock_.steady() - found->second;
        latency_.record(static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
        sent_at_.erase(found);
        ++seen_;
    }

    BenchServer& server_;
    std::string token_;
    double rate_, seconds_;
    core::RealClock clock_;
    std::unique_ptr<net::Loop> loop_ =
        net::make_epoll_loop(clock_, {.timer_tick = core::Milliseconds(1)});
    std::vector<net::Connection*> senders_;
    std::unordered_map<std::string, core::SteadyTime> sent_at_;
    core::SteadyTime begin_{};
    std::uint64_t sent_ = 0, seen_ = 0;
    core::Histogram latency_;
};

std::vector<Figure> webhook_to_socket(const ScenarioContext& context) {
    BenchServer server;
    SocketLatency latency(server, 500, std::max(2.0, 10 * context.scale));
    latency.run();
    return {{"p50", milliseconds(latency.latency().quantile(0.5)), "ms"},
            {"p99", milliseconds(latency.latency().quantile(0.99)), "ms", 50, 20},
            {"messages", static_cast<double>(latency.latency().count()), "", {}, {}, false}};
}

std::vector<Figure> authenticated_read(const ScenarioContext& context) {
    BenchServer server;
    LoadResult fill, warm_up, read, read_one;
    run_against(
        server, {32, 1 * context.scale},
        [](std::uint64_t n) { return webhook_request({500, "F"}, n); }, fill);
    const auto get = [token = server.sign_in()](const std::string& path) {
        return http_request("GET", path, "Authorization: Bearer " + token + "\r\n", "");
    };
    const auto list = get("/api/conversations?limit=20");
    const auto answer = core::parse_json(exchange(server.endpoint(), list)).value();
    const auto one =
        get("/api/conversations/" + std::string(answer.at_pointer("/data/items/0/id").as_string()));
    run_against(server, {16, 1 * context.scale}, [list](std::uint64_t) { return list; }, warm_up);
    const double cpu =
        run_against(server, {16, 8 * context.scale}, [list](std::uint64_t) { return list; }, read);
    const double cpu_one = run_against(
        server, {16, 4 * context.scale}, [one](std::uint64_t) { return one; }, read_one);
    return {{"cpu", cpu, "us", 150, 60},
            {"cpu of one conversation", cpu_one, "us", 150, 60},
            {"rate", static_cast<double>(read.answered) / read.seconds, "1/s", {}, {}, false},
            {"p50", milliseconds(read.latency.quantile(0.5)), "ms"},
            {"p99", milliseconds(read.latency.quantile(0.99)), "ms"}};
}

std::vector<Figure> start_to_ready(const ScenarioContext& context) {
    BenchServer server;
    std::vector<double> seconds;
    for (int i = 0; i < std::max(3, static_cast<int>(15 * context.scale)); ++i) {
        server.restart();
        seconds.push_back(server.process().seconds_to_ready());
    }
    return {{"median", median(seconds), "s", 0.2, 0.05},
            {"max", *std::max_element(seconds.begin(), seconds.end()), "s"}};
}

void rest(double seconds) {
    const core::RealClock clock;
    const auto loop = net::make_epoll_loop(clock);
    loop->post([&] {
        loop->after(core::Milliseconds(static_cast<std::int64_t>(seconds * 1000)),
                    [&] { loop->stop(); });
    });
    loop->run();
}

std::vector<Figure> idle_memory(const ScenarioContext&) {
    BenchServer server;
    server.restart();
    rest(2);
    return {
        {"resident", static_cast<double>(server.process().resident_bytes()) / 1e6, "MB", 25, 15},
        {"private", static_cast<double>(server.process().private_bytes()) / 1e6, "MB"}};
}

// Opens `count` sockets and leaves them open for `seconds`, while `measure` looks.
void with_sockets(BenchServer& server, std::size_t count, const std::function<void()>& measure) {
    const core::RealClock clock;
    const auto loop = net::make_epoll_loop(clock);
    const auto token = server.sign_in();
    std::size_t connected = 0, asked = 0;
    std::string fault;
    std::function<void()> open = [&] {
        if (asked == count) return;
        ++asked;
        loop->connect(server.endpoint(), [&](net::Connection& connection) {
            connection.send(BenchSocket::upgrade_request());
            return std::make_shared<BenchSocket>(
                token, BenchSocket::Events{[&] {
                                               open();
                                               if (++connected < count) return;
                                               loop->after(core::Milliseconds(3000), [&] {
                                                   measure();
                                                   loop->stop();
                                               });
                                           },
                                           {},
                                           [&](std::string why) {
                                               if (connected < count) fault = std::move(why);
                                               loop->stop();
                                           }});
        });
    };
    loop->post([&] {
        for (int i = 0; i < 32; ++i) open();
        loop->after(core::Milliseconds(60'000), [&] { loop->stop(); });
    });
    loop->run();
    if (connected < count) throw std::runtime_error("sockets refused: " + fault);
}

std::vector<Figure> idle_sockets(const ScenarioContext& context) {
    const auto count = static_cast<std::size_t>(std::max(500.0, 4000 * context.scale));
    BenchServer server({{"SOCKET_MAX_CONNECTIONS", std::to_string(count + 10)}});
    rest(1);
    const auto before = server.process().private_bytes();
    const auto cpu = server.process().cpu_seconds();
    std::int64_t after = 0;
    double accepting = 0;
    with_sockets(server, count, [&] {
        after = server.process().private_bytes();
        accepting = server.process().cpu_seconds() - cpu;
    });
    const auto sockets = static_cast<double>(count);
    return {{"memory", static_cast<double>(after - before) / sockets, "bytes", 1500, 600},
            {"accept_cpu", accepting * 1e6 / sockets, "us"},
            {"sockets", sockets, "", {}, {}, false}};
}

}  // namespace

const std::vector<Scenario>& scenarios() {
    static const std::vector<Scenario> all{
        {"webhooks", "signed webhooks answered 200 after the fsync, with CPU each",
         durable_webhooks},
        {"webhook-to-socket", "from a webhook at 500/s to its event at another client's socket",
         webhook_to_socket},
        {"authenticated-read",
         "GET of 20 conversations, and of one, with a token, from the database",
         authenticated_read},
        {"start", "from the start of the process to ready, on an existing database",
         start_to_ready},
        {"idle-memory", "resident memory of a server that nobody uses", idle_memory},
        {"idle-sockets", "memory of one idle Socket.IO connection", idle_sockets},
        {"log-line", "what a line of the log costs whoever writes it", log_line},
        {"log-bytes", "lines and bytes that 100 requests leave in the log, by level", log_bytes},
        {"cache", "a look-up in the cache, of a thousand entries", cache_gets},
        {"limit-check", "a check of a limit that counts a million keys", limit_checks},
    };
    return all;
}

}  // namespace app
