#pragma once

#include <functional>
#include <string_view>

#include "app/settings.hpp"
#include "core/json.hpp"
#include "core/result.hpp"
#include "store/transaction.hpp"

// What the commands that change a data folder share.
namespace app {

// Carries out a request in a write transaction.
using ApplyRequest = core::Result<core::json::object> (*)(store::Transaction& tx,
                                                          const core::json::object& request);
// By the request's `command`; absent for one that nobody knows.
ApplyRequest find_apply(std::string_view command);

// Through the running server where there is one, else on the folder itself under its lock. The
// first account may come before the first start, in a folder that is made for it; for all else the
// folder must be there (data.not_there). Throws std::exception with a text for the operator.
core::Result<core::json::object> apply_to_folder(const Settings& settings,
                                                 const core::json::object& request);

// The commands' frame: reads the settings, runs, and says what went wrong. The exit code.
int run_on_folder(const ConfigOptions& config, const std::function<int(const Settings&)>& run);
// What a request's failure is told as; the exit code.
int tell_failure(const core::Error& error, const Settings& settings);

}  // namespace app
