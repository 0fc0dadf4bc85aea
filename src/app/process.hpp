#pragma once

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "core/catalogue.hpp"
#include "core/config.hpp"
#include "core/error.hpp"
#include "core/log_spdlog.hpp"

// What the commands share around a server: signals, the log, the words for a failed start.
namespace app {

class Settings;

// Blocks SIGTERM, SIGINT and SIGHUP in this thread and those that it starts, so that one wait takes
// them; a broken pipe is an error of its write, not a signal.
void block_signals();
// Waits for one of them.
void wait_for_stop();

// The process's log by the settings: files in the data folder, the console as text or JSON.
std::unique_ptr<core::SpdlogSink> open_log(const Settings& settings,
                                           const std::string& data_folder);

// Prints what is wrong, a line each, on standard error.
void print_faults(const std::vector<core::ConfigFault>& faults);
// Prints a failure in the settings' language: what happened, and what to do.
void print_failure(const core::Error& error, core::Language language);
// Prints what an exception says that nobody could name better.
void print_fault(const std::exception& fault);
// Writes the same and ends the process with exit code 3, from any thread. Nothing else is written
// or waited for: neither what the log has queued nor what the disk may hold up.
[[noreturn]] void end_at_once(const core::Error& error, core::Language language);
// Something would not end in time. Taking down what it still uses would be worse than what a kill
// does, which every start is ready for: says so and ends with exit code 0.
[[noreturn]] void leave_without_the_rest();

}  // namespace app
