#include "app/bench_log.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>

#include "app/bench_load.hpp"
#include "core/log_spdlog.hpp"
#include "core/trace.hpp"

namespace app {
namespace {

// So many lines fit into the queue; between two rounds the writer empties it.
constexpr int lines_a_round = 1000;
constexpr std::chrono::milliseconds between_rounds{150};

// The last lines are in the files by then.
constexpr std::chrono::milliseconds written_after{500};

constexpr int requests = 100;
constexpr int webhooks = 50;
// The predecessor's, for 100 authenticated requests in production, as it was measured.
constexpr double predecessor_lines = 700;

// Nanoseconds of one call, in the median round.
double cost(const std::function<void()>& call, int rounds) {
    std::vector<double> nanoseconds;
    const core::RealClock clock;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = clock.steady();
        for (int i = 0; i < lines_a_round; ++i) call();
        const std::chrono::duration<double, std::nano> took = clock.steady() - begin;
        nanoseconds.push_back(took.count() / lines_a_round);
        std::this_thread::sleep_for(between_rounds);
    }
    std::sort(nanoseconds.begin(), nanoseconds.end());
    return nanoseconds[nanoseconds.size() / 2];
}

struct Volume {
    double file_lines, file_bytes, terminal_lines, terminal_bytes;
};

double metric(const std::string& text, const std::string& series) {
    const auto at = text.find("\n" + series + " ");
    if (at == std::string::npos) throw std::runtime_error("there is no metric " + series);
    return std::stod(text.substr(at + series.size() + 2));
}

Volume volume_of(BenchServer& server) {
    const auto text = exchange(server.endpoint(), http_request("GET", "/metrics", "", ""));
    const auto of = [&](const std::string& what, const std::string& to) {
        return metric(text, "chasqui_log_written_" + what + "_total{to=\"" + to + "\"}");
    };
    return {of("lines", "files"), of("bytes", "files"), of("lines", "terminal"),
            of("bytes", "terminal")};
}

// Of the fixed workload at this level.
Volume measure(const std::string& level) {
    BenchServer server({{"LOG_LEVEL", level}});
    const auto token = "Authorization: Bearer " + server.sign_in() + "\r\n";
    const auto list = http_request("GET", "/api/conversations?limit=20", token, "");
    for (int i = 0; i < requests; ++i) exchange(server.endpoint(), list);
    for (std::uint64_t i = 0; i < webhooks; ++i)
        exchange(server.endpoint(), webhook_request({500, "V"}, i));
    std::this_thread::sleep_for(written_after);
    return volume_of(server);
}

}  // namespace

std::vector<Figure> log_line(const ScenarioContext& context) {
    const BenchFolder folder;
    core::SpdlogSink sink({.level = core::LogLevel::info, .folder = folder.path() + "/logs"});
    const core::Log log(sink, "http");
    const int rounds = std::max(5, static_cast<int>(50 * context.scale));
    const core::LogFields fields{{"method", "GET"},
                                 {"route", "/api/conversations/:id/messages"},
                                 {"status", 200},
                                 {"ms", 1.234},
                                 {"requestId", "k3J9x2mQpLw-123456"}};
    core::Trace trace("k3J9x2mQpLw-123456");
    const auto kept = [&] {
        const core::Trace::Entered entered(&trace);
        log.debug("read_done", {{"us", 123}, {"failed", false}});
    };
    const double taken =
        cost([&] { log.each(core::LogLevel::info, "http_request", fields); }, rounds);
    const auto lost = sink.lost(core::LogLoss::queue);
    return {{"taken", taken, "ns", 1000, 300},
            {"not taken", cost([&] { log.debug("http_request", fields); }, rounds), "ns"},
            {"folded", cost([&] { log.warn("http_request", fields); }, rounds), "ns", 1000},
            {"sampled", cost([&] { log.success("http_request", fields); }, rounds), "ns", 1000},
            {"kept in memory", cost(kept, rounds), "ns", 1000},
            {"lost", static_cast<double>(lost), "lines"}};
}

std::vector<Figure> log_bytes(const ScenarioContext&) {
    const auto warn = measure("warn");
    const auto info = measure("info");
    const auto debug = measure("debug");
    std::vector<Figure> figures;
    const auto add = [&](const std::string& name, const Volume& volume) {
        constexpr double hundred = 100.0 / (requests + webhooks);
        figures.push_back({name + ": lines in files", volume.file_lines * hundred, "per 100"});
        figures.push_back({name + ": bytes in files", volume.file_bytes * hundred, "per 100"});
        figures.push_back(
            {name + ": lines on the terminal", volume.terminal_lines * hundred, "per 100"});
        figures.push_back(
            {name + ": bytes on the terminal", volume.terminal_bytes * hundred, "per 100"});
        if (&volume == &debug) return;
        const auto fewer = [&](const std::string& what, double ours, double whole) {
            figures.push_back(
                {name + ": fewer " + what, 100 * (1 - ours / whole), "%", 80, {}, false});
        };
        fewer("lines in files", volume.file_lines, debug.file_lines);
        fewer("bytes in files", volume.file_bytes, debug.file_bytes);
        fewer("lines on the terminal", volume.terminal_lines, debug.terminal_lines);
        fewer("bytes on the terminal", volume.terminal_bytes, debug.terminal_bytes);
        fewer("lines than the predecessor", volume.file_lines * hundred, predecessor_lines);
    };
    add("warn", warn);
    add("info", info);
    add("unsampled debug", debug);
    return figures;
}

}  // namespace app
