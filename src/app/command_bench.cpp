#include "app/command_bench.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sys/utsname.h>
#include <thread>

#include "app/bench.hpp"
#include "app/build_info.hpp"
#include "app/run.hpp"
#include "app/suggestion.hpp"
#include "core/json.hpp"

namespace app {
namespace {

bool reached(const Figure& figure, double bound) {
    return figure.lower_is_better ? figure.value <= bound : figure.value >= bound;
}

core::json::object machine() {
    utsname names{};
    ::uname(&names);
    std::ifstream info("/proc/cpuinfo");
    std::string line, model;
    while (model.empty() && std::getline(info, line))
        if (line.starts_with("model name")) model = line.substr(line.find(':') + 2);
    return {
        {"cpu", model}, {"cores", std::thread::hardware_concurrency()}, {"kernel", names.release}};
}

core::json::object to_object(const Figure& figure) {
    core::json::object out{{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}};
    if (figure.at_least) out["floor"] = *figure.at_least;
    if (figure.goal) out["goal"] = *figure.goal;
    if (figure.at_least) out["reached"] = reached(figure, *figure.at_least);
    return out;
}

void print(const Figure& figure) {
    char line[160];
    std::snprintf(line, sizeof line, "  %-12s %12.3f %-8s", figure.name.c_str(), figure.value,
                  figure.unit.c_str());
    std::cout << line;
    if (figure.at_least)
        std::cout << (reached(figure, *figure.at_least) ? "reached" : "MISSED") << "  floor "
                  << *figure.at_least;
    if (figure.goal)
        std::cout << ", goal " << *figure.goal
                  << (reached(figure, *figure.goal) ? " (reached)" : "");
    std::cout << "\n";
}

// The scenarios that were asked for; empty where a name is unknown (said on standard error).
std::vector<Scenario> chosen(const BenchCommand& command) {
    if (command.scenarios.empty()) return scenarios();
    std::vector<Scenario> out;
    std::vector<std::string> names;
    for (const auto& scenario : scenarios()) names.push_back(scenario.name);
    for (const auto& name : command.scenarios) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) {
            std::cerr << "There is no scenario " << name << ".";
            if (const auto meant = nearest(name, names))
                std::cerr << " Did you mean " << *meant << "?";
            std::cerr << "\nThey are:";
            for (const auto& known : names) std::cerr << " " << known;
            std::cerr << "\n";
            return {};
        }
        out.push_back(scenarios()[static_cast<std::size_t>(found - names.begin())]);
    }
    return out;
}

bool write_json(const std::string& file, const core::json::object& document) {
    const auto text = core::to_json(document) + "\n";
    if (file == "-") {
        std::cout << text;
        return true;
    }
    std::ofstream out(file);
    out << text;
    if (out.flush()) return true;
    std::cerr << "Cannot write " << file << ".\n";
    return false;
}

}  // namespace

int run_bench(const BenchCommand& command) {
    const auto selected = chosen(command);
    if (selected.empty()) return static_cast<int>(Exit::wrong_use);
    const bool quiet = command.json_file == "-";
    core::json::array results;
    bool all_reached = true;
    for (const auto& scenario : selected) {
        if (!quiet) std::cout << scenario.name << ": " << scenario.what << std::endl;
        const auto figures = scenario.run({command.quick ? 0.1 : 1.0});
        core::json::array measured;
        for (const auto& figure : figures) {
            if (!quiet) print(figure);
            measured.push_back(to_object(figure));
            all_reached = all_reached && (!figure.at_least || reached(figure, *figure.at_least));
        }
        results.push_back(core::json::object{
            {"scenario", scenario.name}, {"what", scenario.what}, {"figures", measured}});
    }
    const auto build = build_info();
    const core::json::object document{{"version", build.version},   {"commit", build.commit},
                                      {"compiler", build.compiler}, {"build", build.build_type},
                                      {"quick", command.quick},     {"machine", machine()},
                                      {"scenarios", results}};
    if (!command.json_file.empty() && !write_json(command.json_file, document))
        return static_cast<int>(Exit::cannot);
    return static_cast<int>(all_reached ? Exit::done : Exit::found_wrong);
}

}  // namespace app
