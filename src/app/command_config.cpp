#include "app/command_config.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>

#include "app/control_socket.hpp"
#include "app/process.hpp"
#include "app/run.hpp"
#include "app/settings.hpp"
#include "app/settings_json.hpp"
#include "app/suggestion.hpp"
#include "core/text.hpp"

namespace app {
namespace {

using core::json::array;
using core::json::object;

std::string text_of(const object& setting, std::string_view field) {
    const auto* value = setting.if_contains(field);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::string value_with_unit(const object& setting) {
    const auto unit = text_of(setting, "unit");
    return text_of(setting, "value") + (unit.empty() ? "" : " " + unit);
}

// What is in force: the running server's own, or what one would have that starts now.
array settings_in_force(const Settings& settings) {
    if (const auto answer = ask_server(settings.server.data, {{"command", "config"}}))
        if (const auto* all = answer->if_contains("settings"); all != nullptr && all->is_array())
            return all->as_array();
    return to_json(settings.registry.explain());
}

void show(const array& settings) {
    std::size_t widest = 0;
    for (const auto& setting : settings)
        widest = std::max(widest, text_of(setting.as_object(), "name").size());
    for (const auto& one : settings) {
        const auto& setting = one.as_object();
        std::cout << std::left << std::setw(static_cast<int>(widest) + 2)
                  << text_of(setting, "name") << value_with_unit(setting) << "  ("
                  << text_of(setting, "source") << ")";
        if (const auto unused = text_of(setting, "unused"); !unused.empty())
            std::cout << "  not used yet: " << unused;
        std::cout << "\n";
    }
}

void explain(const object& setting) {
    const auto name = text_of(setting, "name");
    std::cout << name << " = " << value_with_unit(setting) << "\n  "
              << text_of(setting, "description") << "\n  from: " << text_of(setting, "source")
              << "\n";
    if (const auto* choices = setting.if_contains("choices")) {
        std::cout << "  one of:";
        for (const auto& choice : choices->as_array())
            std::cout << " " << choice.as_string().c_str();
        std::cout << "\n";
    }
    if (const auto* minimum = setting.if_contains("minimum"))
        std::cout << "  from " << *minimum << " to " << setting.at("maximum") << "\n";
    if (setting.at("secret").as_bool())
        std::cout << "  a secret: may be given as " << name << "_FILE\n";
    if (const auto unused = text_of(setting, "unused"); !unused.empty())
        std::cout << "  not used yet: " << unused << "\n";
}

// By either spelling: CHASQUI_LISTEN of the environment, chasqui_listen of chasqui.toml.
int run_explain(const ConfigCommand& command, const array& settings) {
    std::vector<std::string> names;
    for (const auto& one : settings) {
        const auto& setting = one.as_object();
        names.push_back(text_of(setting, "name"));
        if (!core::equals_ignoring_case(names.back(), command.key)) continue;
        if (command.json)
            std::cout << core::to_json(setting) << "\n";
        else
            explain(setting);
        return static_cast<int>(Exit::done);
    }
    std::cerr << "There is no setting " << command.key << ".";
    if (const auto meant = nearest(command.key, names))
        std::cerr << " Did you mean " << *meant << "?";
    std::cerr << "\n";
    return static_cast<int>(Exit::wrong_use);
}

int run_check(const ConfigCommand& command, const std::vector<core::ConfigFault>& faults) {
    if (command.json)
        std::cout << core::to_json(object{{"ok", faults.empty()}, {"faults", to_json(faults)}})
                  << "\n";
    else if (faults.empty())
        std::cout << "The configuration is in order.\n";
    return static_cast<int>(faults.empty() ? Exit::done : Exit::found_wrong);
}

}  // namespace

int run_config(const ConfigCommand& command) {
    Settings settings(Settings::For::serve);
    const auto faults = settings.load(command.config);
    if (!command.json) print_faults(faults);
    if (command.verb == ConfigCommand::Verb::check) return run_check(command, faults);
    if (!faults.empty()) return static_cast<int>(Exit::cannot);

    const auto in_force = settings_in_force(settings);
    if (command.verb == ConfigCommand::Verb::explain) return run_explain(command, in_force);
    if (command.json)
        std::cout << core::to_json(in_force) << "\n";
    else
        show(in_force);
    return static_cast<int>(Exit::done);
}

}  // namespace app
