#include "app/process.hpp"

#include <cstdlib>
#include <iostream>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "app/run.hpp"
#include "app/settings.hpp"
#include "core/catalogue.hpp"

namespace app {
namespace {

sigset_t stop_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGHUP);  // the terminal has gone
    return signals;
}

std::string failure_line(const core::Error& error, core::Language language) {
    const auto words = core::words_for(error, language);
    auto line = "chasqui: " + words.text;
    if (!words.hint.empty()) line += " " + words.hint;
    return line + "\n";
}

}  // namespace

void block_signals() {
    const auto signals = stop_signals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop() {
    const auto signals = stop_signals();
    int which = 0;
    ::sigwait(&signals, &which);
}

std::unique_ptr<core::SpdlogSink> open_log(const Settings& settings,
                                           const std::string& data_folder) {
    core::LogOptions options;
    options.level =
        core::parse_log_level(settings.server.log_level)
            .value_or(settings.production() ? core::LogLevel::warn : core::LogLevel::debug);
    options.folder = data_folder + "/logs";
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    options.console = terminal ? core::LogOptions::Console::text : core::LogOptions::Console::json;
    // A person at a terminal keeps the address and the password in sight; the files have it all.
    if (terminal && settings.server.log_level.empty()) options.console_level = core::LogLevel::warn;
    return std::make_unique<core::SpdlogSink>(options);
}

void print_faults(const std::vector<core::ConfigFault>& faults) {
    for (const auto& fault : faults) std::cerr << fault.to_line() << "\n";
}

void print_failure(const core::Error& error, core::Language language) {
    std::cerr << failure_line(error, language);
}

void print_fault(const std::exception& fault) {
    std::cerr << "chasqui: " << fault.what() << "\n";
}

void end_at_once(const core::Error& error, core::Language language) {
    const auto line = failure_line(error, language);
    [[maybe_unused]] const auto told = ::write(STDERR_FILENO, line.data(), line.size());
    std::_Exit(static_cast<int>(Exit::cannot));
}

void leave_without_the_rest() {
    std::cerr << "chasqui: the stop was cut short; nothing is lost\n";
    std::_Exit(static_cast<int>(Exit::done));
}

}  // namespace app
