#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "app/run.hpp"
#include "app/suggestion.hpp"
#include "core/text.hpp"

namespace app {
namespace {

// One subcommand with the record that it fills. CLI11 writes into `record` while it parses.
template <class Record>
struct Subcommand {
    CLI::App* app = nullptr;
    Record record;
};

struct Parser {
    CLI::App app{"Chasqui: the WhatsApp Business platform in one process.", "chasqui"};
    Subcommand<ServeCommand> serve;
    Subcommand<DemoCommand> demo;
    Subcommand<SimCommand> sim;
    Subcommand<UserCommand> user;
    Subcommand<KeyCommand> key;
    Subcommand<ConfigCommand> config;
    Subcommand<BenchCommand> bench;
    Subcommand<LogsCommand> logs;
    Subcommand<VersionCommand> version;
    std::map<std::string, CLI::App*> user_verbs;
    std::map<std::string, CLI::App*> key_verbs;
    std::map<std::string, CLI::App*> config_verbs;
};

// CLI11 reads "-1" as the largest number there is.
CLI::Validator whole_number() {
    return CLI::Validator(
        [](const std::string& text) {
            return core::parse_integer(text) ? "" : "a whole number of at least 0 is expected";
        },
        "");
}

void setting_option(CLI::App& app, ConfigOptions& options, const std::string& flag,
                    const std::string& setting, const std::string& help) {
    app.add_option_function<std::string>(
        flag, [&options, setting](const std::string& value) { options.settings[setting] = value; },
        help);
}

void config_options(CLI::App& app, ConfigOptions& options) {
    app.add_option("--config", options.config_file,
                   "Configuration file (chasqui.toml where there is one)");
    app.add_option("--env-file", options.env_file,
                   "File of NAME=value lines (.env where there is one)");
    setting_option(app, options, "--data", "CHASQUI_DATA", "Data folder");
}

void server_options(CLI::App& app, ConfigOptions& options) {
    config_options(app, options);
    setting_option(app, options, "--listen", "CHASQUI_LISTEN",
                   "Address and port, such as 127.0.0.1:8080");
    setting_option(app, options, "--io", "CHASQUI_IO", "How the loop waits: auto or epoll");
    setting_option(app, options, "--loops", "CHASQUI_LOOPS",
                   "How many network threads; 0 for one a core");
}

void declare_serve(Parser& parser) {
    auto& [app, record] = parser.serve;
    app = parser.app.add_subcommand("serve", "Runs the server");
    app->footer("Example:\n  chasqui serve --data /var/lib/chasqui --listen 127.0.0.1:8080");
    server_options(*app, record.config);
}

void declare_demo(Parser& parser) {
    auto& [app, record] = parser.demo;
    app = parser.app.add_subcommand(
        "demo", "Runs the server with simulated customers; no Meta account needed");
    app->footer("Example:\n  chasqui demo --listen 127.0.0.1:8080 --rate 2");
    server_options(*app, record.config);
    app->add_option("--seed", record.seed, "Which customers and conversations")
        ->check(whole_number())
        ->capture_default_str();
    app->add_option("--rate", record.rate, "Customers' messages a second")
        ->check(CLI::Range(0.0, 1000.0))
        ->capture_default_str();
}

void declare_sim(Parser& parser) {
    auto& [app, record] = parser.sim;
    app = parser.app.add_subcommand("sim",
                                    "Simulates Meta's side: the Graph API, webhooks and customers");
    app->footer(
        "Example:\n  chasqui sim --listen 127.0.0.1:9000 --webhook "
        "http://127.0.0.1:8080/webhooks/whatsapp\n"
        "A server talks to it with WHATSAPP_BASE_URL=http://127.0.0.1:9000, "
        "WHATSAPP_PHONE_NUMBER_ID=106540352242922 and the three secrets given here.");
    app->add_option("--listen", record.listen, "Loopback address and port")->capture_default_str();
    app->add_option("--webhook", record.webhook_url, "Where webhooks go; none are sent without it");
    app->add_option("--app-secret", record.app_secret, "Signs the webhooks")->capture_default_str();
    app->add_option("--verify-token", record.verify_token, "Asked for by the verification")
        ->capture_default_str();
    app->add_option("--access-token", record.access_token, "Takes this bearer token alone")
        ->capture_default_str();
    app->add_option("--seed", record.seed, "Which customers and conversations")
        ->check(whole_number())
        ->capture_default_str();
    app->add_option("--customers", record.customers, "How many customers")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    app->add_option("--rate", record.rate, "Customers' messages a second")
        ->check(CLI::Range(0.0, 10'000.0))
        ->capture_default_str();
    app->add_option("--faults", record.faults_file, "JSON array of fault rules")
        ->check(CLI::ExistingFile);
}

void declare_user(Parser& parser) {
    auto& [app, record] = parser.user;
    app = parser.app.add_subcommand("user", "Adds, lists and changes accounts");
    app->require_subcommand(1);
    app->footer(
        "Example:\n  chasqui user add --email eva@example.com --name Eva --role agent\n"
        "The password is read from standard input; at a terminal without one, it is made and "
        "printed once.");
    const auto verb = [&](const std::string& name, const std::string& help) {
        auto* sub = app->add_subcommand(name, help);
        config_options(*sub, record.config);
        sub->add_flag("--json", record.json, "Prints one JSON document");
        parser.user_verbs[name] = sub;
        return sub;
    };
    auto* add = verb("add", "Adds an account");
    verb("list", "Lists the accounts");
    auto* password = verb("password", "Sets a new password");
    auto* role = verb("role", "Changes the role");
    auto* disable = verb("disable", "Signs the account out and lets it in no more");
    auto* enable = verb("enable", "Lets a disabled account in again");
    for (auto* sub : {add, password, role, disable, enable})
        sub->add_option("--email", record.email, "Whose account")->required();
    add->add_option("--name", record.name, "What colleagues see")->required();
    for (auto* sub : {add, role})
        sub->add_option("--role", record.role, "admin, supervisor or agent")
            ->required()
            ->check(CLI::IsMember({"admin", "supervisor", "agent"}));
    add->add_option("--teams", record.teams, "Names of teams; a new one is made")->delimiter(',');
    add->add_option("--numbers", record.numbers, "Ids of channel numbers; none: all")
        ->delimiter(',');
}

void declare_key(Parser& parser) {
    auto& [app, record] = parser.key;
    app = parser.app.add_subcommand("key", "Adds, lists and revokes API keys");
    app->require_subcommand(1);
    app->footer(
        "Example:\n  chasqui key add --owner eva@example.com --name \"Orders\" --role agent\n"
        "The key is printed once; afterwards it is known by how it begins.");
    const auto verb = [&](const std::string& name, const std::string& help) {
        auto* sub = app->add_subcommand(name, help);
        config_options(*sub, record.config);
        sub->add_flag("--json", record.json, "Prints one JSON document");
        parser.key_verbs[name] = sub;
        return sub;
    };
    auto* add = verb("add", "Makes a key");
    verb("list", "Lists the keys that have not ended");
    verb("revoke", "Ends a key, and what works on it, at once")
        ->add_option("KEY", record.key, "How it begins, or its id")
        ->required();
    add->add_option("--owner", record.owner, "Whose account: a supervisor's or an admin's")
        ->required();
    add->add_option("--name", record.name, "What it is for")->required();
    add->add_option("--role", record.role, "admin, supervisor or agent; at most the owner's")
        ->check(CLI::IsMember({"admin", "supervisor", "agent"}))
        ->capture_default_str();
    add->add_option("--teams", record.teams, "Names of teams; none: all")->delimiter(',');
    add->add_option("--numbers", record.numbers, "Ids of channel numbers; none: all")
        ->delimiter(',');
    add->add_option("--max", record.max, "Calls in any window")
        ->check(CLI::Range(1, 65'535))
        ->capture_default_str();
    add->add_option("--window-ms", record.window_ms, "The window, in milliseconds")
        ->check(CLI::Range(1, 86'400'000))
        ->capture_default_str();
    add->add_option("--days", record.days, "Ends after so many days; 0: never")
        ->check(CLI::Range(0, 36'500))
        ->capture_default_str();
}

void declare_config(Parser& parser) {
    auto& [app, record] = parser.config;
    app = parser.app.add_subcommand("config", "Checks and shows the configuration");
    app->require_subcommand(1);
    app->footer("Example:\n  chasqui config explain SOCKET_PING_TIMEOUT");
    const auto verb = [&](const std::string& name, const std::string& help) {
        auto* sub = app->add_subcommand(name, help);
        server_options(*sub, record.config);
        sub->add_flag("--json", record.json, "Prints one JSON document");
        parser.config_verbs[name] = sub;
        return sub;
    };
    verb("check", "Says what is wrong; exit code 1 where something is");
    verb("show", "Prints what is in force, and from where");
    verb("explain", "Prints one setting")->add_option("KEY", record.key, "Its name")->required();
}

void declare_bench(Parser& parser) {
    auto& [app, record] = parser.bench;
    app = parser.app.add_subcommand("bench", "Measures the real server under load");
    app->footer("Example:\n  chasqui bench --scenario webhooks --json figures.json");
    app->add_option("--scenario", record.scenarios, "Which; all without it");
    app->add_option("--json", record.json_file,
                    "Writes one JSON document to this file, - for standard output");
    app->add_flag("--quick", record.quick, "A tenth of the time, for trying");
}

void declare_logs(Parser& parser) {
    auto& [app, record] = parser.logs;
    app = parser.app.add_subcommand("logs", "Reads the structured logs of the data folder");
    app->footer(
        "Example:\n  chasqui logs --level warn --since 15m --follow\n"
        "Rotated files are read too. --json prints the lines as they stand, a JSON object each.");
    config_options(*app, record.config);
    app->add_option("--level", record.level, "This level and what is worse")
        ->check(CLI::IsMember({"error", "warn", "info", "http", "verbose", "debug", "silly"}));
    app->add_option("--module", record.module, "Of one part of the server");
    app->add_option("--request", record.request, "Of one request, by its id");
    app->add_option("--since", record.since,
                    "A time such as 2026-11-24T07:00:00Z, or how long ago: 30s, 15m, 2h, 7d");
    app->add_flag("--follow", record.follow, "Goes on with what comes");
    app->add_flag("--json", record.json, "Prints JSON lines");
}

void declare_version(Parser& parser) {
    auto& [app, record] = parser.version;
    app = parser.app.add_subcommand("version",
                                    "Prints version, commit, compiler, io backend and libraries");
    app->footer("Example:\n  chasqui version --json");
    app->add_flag("--json", record.json, "Prints one JSON document");
}

template <class Verb>
Verb verb_of(const std::map<std::string, CLI::App*>& verbs,
             const std::map<std::string, Verb>& names) {
    for (const auto& [name, app] : verbs)
        if (app->parsed()) return names.at(name);
    return names.begin()->second;  // CLI11 has asked for one
}

Command chosen(Parser& parser) {
    using User = UserCommand::Verb;
    using Conf = ConfigCommand::Verb;
    if (parser.serve.app->parsed()) return parser.serve.record;
    if (parser.demo.app->parsed()) return parser.demo.record;
    if (parser.sim.app->parsed()) return parser.sim.record;
    if (parser.bench.app->parsed()) return parser.bench.record;
    if (parser.logs.app->parsed()) return parser.logs.record;
    if (parser.version.app->parsed()) return parser.version.record;
    if (parser.config.app->parsed()) {
        parser.config.record.verb = verb_of<Conf>(
            parser.config_verbs,
            {{"check", Conf::check}, {"show", Conf::show}, {"explain", Conf::explain}});
        return parser.config.record;
    }
    if (parser.key.app->parsed()) {
        using Key = KeyCommand::Verb;
        parser.key.record.verb = verb_of<Key>(
            parser.key_verbs, {{"add", Key::add}, {"list", Key::list}, {"revoke", Key::revoke}});
        return parser.key.record;
    }
    parser.user.record.verb = verb_of<User>(parser.user_verbs, {{"add", User::add},
                                                                {"list", User::list},
                                                                {"password", User::password},
                                                                {"role", User::role},
                                                                {"disable", User::disable},
                                                                {"enable", User::enable}});
    return parser.user.record;
}

// Where the first word is no command of ours, says so with what was meant; else false.
bool told_of_unknown_command(const Parser& parser, int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') return false;
    std::vector<std::string> names;
    for (const auto* sub : parser.app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(sub->get_name());
    if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return false;
    std::cerr << "There is no command " << argv[1] << ".";
    if (const auto meant = nearest(argv[1], names))
        std::cerr << " Did you mean: chasqui " << *meant << "?";
    std::cerr << "\nchasqui --help names them all.\n";
    return true;
}

}  // namespace

std::variant<Command, int> parse_command_line(int argc, char** argv) {
    Parser parser;
    parser.app.require_subcommand(1);
    parser.app.footer("chasqui COMMAND --help says more of each.\n\nExample:\n  chasqui demo");
    declare_serve(parser);
    declare_demo(parser);
    declare_sim(parser);
    declare_user(parser);
    declare_key(parser);
    declare_config(parser);
    declare_bench(parser);
    declare_logs(parser);
    declare_version(parser);
    try {
        parser.app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return parser.app.exit(asked);
    } catch (const CLI::ParseError& fault) {
        if (!told_of_unknown_command(parser, argc, argv)) parser.app.exit(fault);
        return static_cast<int>(Exit::wrong_use);
    }
    return chosen(parser);
}

}  // namespace app
