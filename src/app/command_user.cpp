#include "app/command_user.hpp"

#include <iomanip>
#include <iostream>
#include <unistd.h>

#include "app/command_request.hpp"
#include "app/process.hpp"
#include "app/run.hpp"
#include "auth/accounts.hpp"
#include "auth/sodium_hasher.hpp"

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
    const auto result = apply_to_folder(settings, request);
    if (result.has_error()) return tell_failure(result.error(), settings);
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
    return run_on_folder(command.config,
                         [&](const Settings& settings) { return run(command, settings); });
}

}  // namespace app
