#include "app/command_logs.hpp"

#include <iostream>
#include <thread>
#include <unistd.h>

#include "app/log_reader.hpp"
#include "app/process.hpp"
#include "app/run.hpp"
#include "app/settings.hpp"

namespace app {
namespace {

constexpr core::Milliseconds follow_interval{200};

struct Printing {
    LogFilter filter;
    bool json = false;
    Colour colour = Colour::none;
};

// The number of lines that could not be read.
std::size_t print(const std::vector<std::string>& lines, const Printing& printing) {
    std::size_t unreadable = 0;
    for (const auto& line : lines) {
        if (line.empty()) continue;  // what follows half a line begins anew
        const auto record = read_log_line(line);
        if (!record) {
            ++unreadable;
            continue;
        }
        if (!passes(printing.filter, *record)) continue;
        std::cout << (printing.json ? line : to_text(*record, printing.colour)) << "\n";
    }
    std::cout.flush();
    return unreadable;
}

void follow(LogTail& tail, const Printing& printing) {
    std::vector<std::string> lines;
    while (std::cout.good()) {
        std::this_thread::sleep_for(follow_interval);
        lines.clear();
        tail.read(lines);
        print(lines, printing);
    }
}

}  // namespace

int run_logs(const LogsCommand& command) {
    Settings settings(Settings::For::serve);
    if (const auto faults = settings.load(command.config); !faults.empty()) {
        print_faults(faults);
        return static_cast<int>(Exit::cannot);
    }
    Printing printing;
    printing.json = command.json;
    if (!command.json && ::isatty(STDOUT_FILENO) != 0) printing.colour = Colour::ansi;
    printing.filter.module = command.module;
    printing.filter.request = command.request;
    if (!command.level.empty())
        printing.filter.level = core::parse_log_level(command.level).value();
    if (!command.since.empty()) {
        printing.filter.since = parse_since(command.since, core::RealClock().wall());
        if (!printing.filter.since) {
            print_failure({core::Kind::invalid, "logs.since", {{"since", command.since}}},
                          settings.language());
            return static_cast<int>(Exit::wrong_use);
        }
    }
    const auto folder = settings.server.data + "/logs";
    LogTail tail(folder);
    std::vector<std::string> lines;
    if (!tail.read(lines)) {
        print_failure({core::Kind::not_found, "logs.no_files", {{"path", folder}}},
                      settings.language());
        return static_cast<int>(Exit::cannot);
    }
    const auto unreadable = print(lines, printing);
    if (unreadable > 0 && !command.json)
        std::cerr << "chasqui: lines that were cut short: " << unreadable << "\n";
    if (command.follow) follow(tail, printing);
    return static_cast<int>(Exit::done);
}

}  // namespace app
