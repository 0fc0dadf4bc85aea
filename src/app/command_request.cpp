#include "app/command_request.hpp"

#include <filesystem>
#include <iostream>

#include "app/control_commands.hpp"
#include "app/control_socket.hpp"
#include "app/key_requests.hpp"
#include "app/process.hpp"
#include "app/run.hpp"
#include "app/user_requests.hpp"
#include "core/metrics.hpp"
#include "store/data_folder.hpp"
#include "store/database_error.hpp"
#include "store/thread_executor.hpp"

namespace app {
namespace {

// Every command but the first account's, and a path whose parent is missing, is a slip of the pen
// where there is no folder.
std::optional<core::Error> fault_in_place(const std::string& data,
                                          const core::json::object& request) {
    auto path = std::filesystem::absolute(data).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    const bool first =
        request.at("command").as_string() == "user" && request.at("verb").as_string() == "add";
    const bool fits = first ? std::filesystem::is_directory(path.parent_path())
                            : std::filesystem::exists(path / "chasqui.db");
    if (fits) return std::nullopt;
    return core::Error{core::Kind::not_found, "data.not_there", {{"path", data}}};
}

// Without a server: the command holds the folder's lock and writes by itself.
core::Result<core::json::object> apply_here(const Settings& settings,
                                            const core::json::object& request) {
    if (auto missing = fault_in_place(settings.server.data, request)) return *missing;
    auto folder = store::DataFolder::open(settings.server.data, store::FolderKind::real);
    if (folder.has_error()) return folder.error();
    const core::RealClock clock;
    core::SystemRandom random;
    core::Metrics metrics;
    store::ThreadExecutor executor(1);
    store::Database database({.path = folder->file("chasqui.db")},
                             {executor, clock, random, metrics, core::Log{}});
    const auto apply = find_apply(std::string(request.at("command").as_string()));
    auto result =
        database.write_now([request, apply](store::Transaction& tx) { return apply(tx, request); });
    database.close();
    return result;
}

}  // namespace

ApplyRequest find_apply(std::string_view command) {
    if (command == "user") return &apply_user_request;
    if (command == "key") return &apply_key_request;
    return nullptr;
}

core::Result<core::json::object> apply_to_folder(const Settings& settings,
                                                 const core::json::object& request) {
    if (auto answer = ask_server(settings.server.data, request)) {
        if (auto failure = failure_in(*answer)) return *failure;
        if (const auto* error = answer->if_contains("error");
            error != nullptr && error->is_string())
            throw std::runtime_error(std::string(error->as_string()));
        return *std::move(answer);
    }
    return apply_here(settings, request);
}

int tell_failure(const core::Error& error, const Settings& settings) {
    print_failure(error, settings.language());
    const bool ours = error.code.starts_with("data.");
    return static_cast<int>(ours ? Exit::cannot : Exit::found_wrong);
}

int run_on_folder(const ConfigOptions& config, const std::function<int(const Settings&)>& run) {
    Settings settings(Settings::For::serve);
    if (const auto faults = settings.load(config); !faults.empty()) {
        print_faults(faults);
        return static_cast<int>(Exit::cannot);
    }
    try {
        return run(settings);
    } catch (const store::CannotOpen& fault) {
        print_failure(fault.error(), settings.language());
        return static_cast<int>(Exit::cannot);
    } catch (const std::exception& fault) {
        std::cerr << "chasqui: " << fault.what() << "\n";
        return static_cast<int>(Exit::cannot);
    }
}

}  // namespace app
