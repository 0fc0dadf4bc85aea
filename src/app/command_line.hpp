#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace app {

// What every command that reads the configuration takes.
struct ConfigOptions {
    std::optional<std::string> config_file;  // --config; absent: chasqui.toml where there is one
    std::optional<std::string> env_file;     // --env-file; absent: .env where there is one
    std::map<std::string, std::string> settings;  // options that are settings: --data, --listen, …
};

struct ServeCommand {
    ConfigOptions config;
};
struct DemoCommand {
    ConfigOptions config;
    std::uint64_t seed = 1;
    double rate = 0.5;  // customers' messages a second
};
struct SimCommand {
    std::string listen = "127.0.0.1:0";
    std::string webhook_url;
    std::string app_secret = "sim-secret";
    std::string verify_token = "sim-verify";
    std::string access_token = "sim-token";
    std::uint64_t seed = 1;
    int customers = 12;
    double rate = 0.5;
    std::string faults_file;
};
struct UserCommand {
    ConfigOptions config;
    enum class Verb { add, list, password, role, disable, enable } verb = Verb::list;
    std::string email;
    std::string name;
    std::string role;
    std::vector<std::string> teams;
    std::vector<std::string> numbers;
    bool json = false;
};
struct KeyCommand {
    ConfigOptions config;
    enum class Verb { add, list, revoke } verb = Verb::list;
    std::string owner;  // e-mail
    std::string name;
    std::string role = "agent";
    std::vector<std::string> teams;
    std::vector<std::string> numbers;
    std::int64_t max = 600;
    std::int64_t window_ms = 60'000;
    std::int64_t days = 0;  // 0: it does not expire
    std::string key;        // id or beginning, to revoke
    bool json = false;
};
struct ConfigCommand {
    ConfigOptions config;
    enum class Verb { check, show, explain } verb = Verb::show;
    std::string key;
    bool json = false;
};
struct BenchCommand {
    std::vector<std::string> scenarios;  // none: all
    std::string json_file;               // "-" for standard output
    bool quick = false;                  // a tenth of the time, for trying
};
struct LogsCommand {
    ConfigOptions config;
    std::string level;    // this one and what is worse; "" for all
    std::string module;   // "" for all
    std::string request;  // "" for all
    std::string since;    // a time, or how long ago; "" for all
    bool follow = false;
    bool json = false;
};
struct VersionCommand {
    bool json = false;
};

using Command = std::variant<ServeCommand, DemoCommand, SimCommand, UserCommand, KeyCommand,
                             ConfigCommand, BenchCommand, LogsCommand, VersionCommand>;

// The command that the arguments name, or the exit code of a run that ends here (help was asked
// for, or the use is wrong; both have been printed).
std::variant<Command, int> parse_command_line(int argc, char** argv);

}  // namespace app
