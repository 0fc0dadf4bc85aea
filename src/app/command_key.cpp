#include "app/command_key.hpp"

#include <iomanip>
#include <iostream>

#include "app/command_request.hpp"
#include "app/run.hpp"
#include "auth/api_keys.hpp"

namespace app {
namespace {

using Verb = KeyCommand::Verb;

core::json::object request_of(const KeyCommand& command, const auth::ApiKeySecret& secret) {
    if (command.verb == Verb::list) return {{"command", "key"}, {"verb", "list"}};
    if (command.verb == Verb::revoke)
        return {{"command", "key"}, {"verb", "revoke"}, {"key", command.key}};
    core::json::object request{{"command", "key"},
                               {"verb", "add"},
                               {"owner", command.owner},
                               {"name", command.name},
                               {"role", command.role},
                               {"max", command.max},
                               {"windowMs", command.window_ms},
                               {"days", command.days},
                               {"shown", secret.shown},
                               {"hash", secret.hash}};
    request["teams"] = core::json::array(command.teams.begin(), command.teams.end());
    request["numbers"] = core::json::array(command.numbers.begin(), command.numbers.end());
    return request;
}

std::string text_or_dash(const core::json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : "-";
}

void print_keys(const core::json::array& keys) {
    for (const auto& key : keys)
        std::cout << std::left << std::setw(16) << text_or_dash(key.at("shown")) << std::setw(12)
                  << text_or_dash(key.at("role")) << std::setw(28)
                  << text_or_dash(key.at("lastUsedAt")) << text_or_dash(key.at("name")) << "\n";
}

int run(const KeyCommand& command, const Settings& settings) {
    core::SystemRandom random;
    const auto secret = auth::make_api_key_secret(random);
    const auto result = apply_to_folder(settings, request_of(command, secret));
    if (result.has_error()) return tell_failure(result.error(), settings);
    auto answer = *result;
    const bool made = command.verb == Verb::add;
    if (command.json) {
        if (made) answer["secret"] = secret.whole;
        std::cout << core::to_json(answer) << "\n";
        return static_cast<int>(Exit::done);
    }
    print_keys(answer.at("keys").as_array());
    if (made) std::cout << "key: " << secret.whole << "\n";
    return static_cast<int>(Exit::done);
}

}  // namespace

int run_key(const KeyCommand& command) {
    return run_on_folder(command.config,
                         [&](const Settings& settings) { return run(command, settings); });
}

}  // namespace app
