#include "app/command_config.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>

#include "app/run.hpp"
#include "app/settings.hpp"
#include "app/suggestion.hpp"
#include "core/json.hpp"

namespace app {
namespace {

using Explained = core::Config::Explained;

core::json::object to_object(const Explained& setting) {
    core::json::object out{{"name", setting.info.name},
                           {"value", setting.value},
                           {"source", setting.source},
                           {"unit", setting.info.unit},
                           {"description", setting.info.description}};
    if (!setting.info.unused.empty()) out["unused"] = setting.info.unused;
    return out;
}

void show(const std::vector<Explained>& settings) {
    std::size_t widest = 0;
    for (const auto& setting : settings) widest = std::max(widest, setting.info.name.size());
    for (const auto& setting : settings) {
        std::cout << std::left << std::setw(static_cast<int>(widest) + 2) << setting.info.name
                  << setting.value << (setting.info.unit.empty() ? "" : " " + setting.info.unit)
                  << "  (" << setting.source << ")";
        if (!setting.info.unused.empty()) std::cout << "  not used yet: " << setting.info.unused;
        std::cout << "\n";
    }
}

void explain(const Explained& setting) {
    std::cout << setting.info.name << " = " << setting.value
              << (setting.info.unit.empty() ? "" : " ") << setting.info.unit << "\n  "
              << setting.info.description << "\n  from: " << setting.source << "\n";
    if (!setting.info.choices.empty()) {
        std::cout << "  one of:";
        for (const auto& choice : setting.info.choices) std::cout << " " << choice;
        std::cout << "\n";
    }
    if (setting.info.secret)
        std::cout << "  a secret: may be given as " << setting.info.name << "_FILE\n";
    if (!setting.info.unused.empty())
        std::cout << "  not used yet: " << setting.info.unused << "\n";
}

int run_explain(const ConfigCommand& command, const std::vector<Explained>& settings) {
    std::vector<std::string> names;
    for (const auto& setting : settings) {
        names.push_back(setting.info.name);
        if (setting.info.name != command.key) continue;
        if (command.json)
            std::cout << core::to_json(to_object(setting)) << "\n";
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

}  // namespace

int run_config(const ConfigCommand& command) {
    Settings settings(Settings::For::serve);
    const auto faults = settings.load(command.config);
    for (const auto& fault : faults) std::cerr << fault.to_line() << "\n";
    if (command.verb == ConfigCommand::Verb::check) {
        if (command.json) {
            core::json::array lines;
            for (const auto& fault : faults) lines.emplace_back(fault.to_line());
            std::cout << core::to_json(
                             core::json::object{{"ok", faults.empty()}, {"faults", lines}})
                      << "\n";
        } else if (faults.empty()) {
            std::cout << "The configuration is in order.\n";
        }
        return static_cast<int>(faults.empty() ? Exit::done : Exit::found_wrong);
    }
    if (!faults.empty()) return static_cast<int>(Exit::cannot);

    const auto explained = settings.registry.explain();
    if (command.verb == ConfigCommand::Verb::explain) return run_explain(command, explained);
    if (command.json) {
        core::json::array all;
        for (const auto& setting : explained) all.push_back(to_object(setting));
        std::cout << core::to_json(all) << "\n";
    } else {
        show(explained);
    }
    return static_cast<int>(Exit::done);
}

}  // namespace app
