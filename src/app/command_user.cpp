#include "app/command_user.hpp"

#include <filesystem>
#include <iomanip>
#include <iostream>
#include <unistd.h>

#include "app/control_commands.hpp"
#include "app/control_socket.hpp"
#include "app/process.hpp"
#include "app/run.hpp"
#include "app/settings.hpp"
#include "app/user_requests.hpp"
#include "auth/accounts.hpp"
#include "auth/sodium_hasher.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "store/data_folder.hpp"
#include "store/database_error.hpp"
#include "store/thread_executor.hpp"

namespace app {
namespace {

using Verb = UserCommand::Verb;

std::string name_of(Verb verb) {
    switch (verb) {
        case Verb::add: return "add";
        case Verb::list: return "list";
        case Verb::password: return "password";
        case Verb::role: return "role";
        case Verb::disable: return "disable";
        case Verb::enable: return "enable";
    }
    return "";
}

struct Password {
    std::string text;
    bool made = false;
};

Password read_password() {
    if (::isatty(STDIN_FILENO) != 0) {
        core::SystemRandom random;
        return {random.token(12), true};
    }
    Password password;
    std::getline(std::cin, password.text);
    while (password.text.ends_with('\r')) password.text.pop_back();
    return password;
}

core::json::object request_of(const UserCommand& command) {
    core::json::object request{{"command", "user"},
                               {"verb", name_of(command.verb)},
                               {"email", command.email},
                               {"name", command.name},
                               {"role", command.role}};
    request["teams"] = core::json::array(command.teams.begin(), command.teams.end());
    request["numbers"] = core::json::array(command.numbers.begin(), command.numbers.end());
    return request;
}

// The first account may come before the first start, in a folder that is made for it. Every other
// command, and a path whose parent is missing, is a slip of the pen.
std::optional<core::Error> fault_in_place(const std::string& data,
                                          const core::json::object& request) {
    auto path = std::filesystem::absolute(data).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    const bool first = request.at("verb").as_string() == "add";
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
    auto result = database.write_now(
        [request](store::Transaction& tx) { return apply_user_request(tx, request); });
    database.close();
    return result;
}

core::Result<core::json::object> apply(const Settings& settings,
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

void print_users(const core::json::array& users) {
    for (const auto& user : users) {
        const auto text = [&](const char* field) {
            return std::string(user.at(field).as_string());
        };
        std::cout << std::left << std::setw(32) << text("email") << std::setw(12) << text("role")
                  << text("name") << (user.at("disabled").as_bool() ? "  (disabled)" : "") << "\n";
    }
}

int run(const UserCommand& command, const Settings& settings) {
    auto request = request_of(command);
    Password password;
    if (command.verb == Verb::add || command.verb == Verb::password) {
        password = read_password();
        if (const auto good = auth::check_password(password.text); good.has_error()) {
            print_failure(good.error(), settings.language());
            return static_cast<int>(Exit::wrong_use);
        }
        request["passwordHash"] = auth::SodiumHasher::hash_now(password.text);
    }
    const auto result = apply(settings, request);
    if (result.has_error()) {
        print_failure(result.error(), settings.language());
        const bool ours = result.error().code.starts_with("data.");
        return static_cast<int>(ours ? Exit::cannot : Exit::found_wrong);
    }
    auto answer = *result;
    if (password.made) answer["password"] = password.text;
    if (command.json) {
        std::cout << core::to_json(answer) << "\n";
    } else {
        print_users(answer.at("users").as_array());
        if (password.made) std::cout << "password: " << password.text << "\n";
    }
    return static_cast<int>(Exit::done);
}

}  // namespace

int run_user(const UserCommand& command) {
    Settings settings(Settings::For::serve);
    if (const auto faults = settings.load(command.config); !faults.empty()) {
        print_faults(faults);
        return static_cast<int>(Exit::cannot);
    }
    try {
        return run(command, settings);
    } catch (const store::CannotOpen& fault) {
        print_failure(fault.error(), settings.language());
        return static_cast<int>(Exit::cannot);
    } catch (const std::exception& fault) {
        std::cerr << "chasqui: " << fault.what() << "\n";
        return static_cast<int>(Exit::cannot);
    }
}

}  // namespace app
