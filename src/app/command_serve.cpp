#include "app/command_serve.hpp"

#include <fmt/format.h>
#include <iostream>

#include "app/control_commands.hpp"
#include "app/control_socket.hpp"
#include "app/process.hpp"
#include "app/server.hpp"
#include "auth/setup.hpp"
#include "core/catalogue.hpp"
#include "store/database_error.hpp"
#include "whatsapp/channel_numbers.hpp"

namespace app {
namespace {

struct Account {
    const char* email;
    const char* name;
    model::Role role;
};
// Who answers in a demo: an admin, and two agents to take conversations from each other.
constexpr Account demo_accounts[] = {{"demo@example.com", "Eva Ríos", model::Role::admin},
                                     {"marcos@example.com", "Marcos Toledo", model::Role::agent},
                                     {"lucia@example.com", "Lucía Prado", model::Role::supervisor}};
constexpr const char* demo_number_id = "106540352242922";

std::string base_url(const Settings& settings, std::uint16_t port) {
    auto at = settings.endpoint();
    if (at.address == "0.0.0.0" || at.address == "::") at.address = "127.0.0.1";
    const bool six = at.address.find(':') != std::string::npos;
    return fmt::format("http://{}:{}", six ? "[" + at.address + "]" : at.address, port);
}

// Everything of a run that is the same for serve and demo.
class Run {
public:
    Run(Settings& settings, store::DataFolder folder)
        : settings_(settings),
          folder_(std::move(folder)),
          sink_(open_log(settings, folder_.path())) {}

    int serve(const Overrides& overrides, std::optional<DemoOptions> demo,
              const std::function<void(Server&, const std::string& url)>& when_ready) {
        Server server({.settings = settings_,
                       .folder = folder_,
                       .sink = *sink_,
                       .clock = clock_,
                       .overrides = overrides,
                       .demo = demo,
                       .each_second = [this] { each_second(); }});
        sink_->count_into(server.metrics());
        const auto port = server.start();
        if (port.has_error()) {
            print_failure(port.error(), settings_.language());
            return static_cast<int>(Exit::cannot);
        }
        const ControlServer control(
            folder_.path(),
            [&server](const core::json::object& request) {
                return answer_control(server, request);
            },
            core::Log(*sink_, "control"));
        std::cout << "chasqui ready on " << base_url(settings_, *port) << std::endl;
        when_ready(server, base_url(settings_, *port));
        wait_for_stop();
        server.stop();
        return static_cast<int>(Exit::done);
    }

private:
    void each_second() {
        const auto drift = clock_.drift();
        if (std::chrono::abs(drift) > core::Milliseconds{1000} && !jump_told_)
            core::Log(*sink_, "app").warn("wall_clock_jumped", {{"ms", drift.count()}});
        jump_told_ = std::chrono::abs(drift) > core::Milliseconds{1000};
        if (const auto taken = clock_.slew(); taken != core::Milliseconds{0})
            core::Log(*sink_, "app").info("wall_clock_synchronised", {{"ms", taken.count()}});
        sink_->each_second();
    }

    Settings& settings_;
    store::DataFolder folder_;
    core::RealClock clock_;
    std::unique_ptr<core::SpdlogSink> sink_;
    bool jump_told_ = false;
};

// Opens the folder and runs; every failure of a start is one line and exit code 3.
int run_on_folder(Settings& settings, store::FolderKind kind,
                  const std::function<int(Run&)>& work) {
    if (const auto taken = net::fault_in_listening(settings.endpoint())) {
        print_failure(*taken, settings.language());
        return static_cast<int>(Exit::cannot);
    }
    auto folder = store::DataFolder::open(settings.server.data, kind);
    if (folder.has_error()) {
        print_failure(folder.error(), settings.language());
        return static_cast<int>(Exit::cannot);
    }
    try {
        Run run(settings, std::move(*folder));
        return work(run);
    } catch (const store::CannotOpen& fault) {
        print_failure(fault.error(), settings.language());
        return static_cast<int>(Exit::cannot);
    } catch (const std::exception& fault) {
        std::cerr << "chasqui: " << fault.what() << "\n";
        return static_cast<int>(Exit::cannot);
    }
}

void print_setup_link(Server& server, const Settings& settings, const std::string& url) {
    const auto token = server.database().write_now(
        [&](store::Transaction& tx) { return auth::make_setup_link(tx, server.random()); });
    if (!token) return;
    const auto& base = settings.server.public_url.empty() ? url : settings.server.public_url;
    std::cout << core::text_for("setup.link", settings.language()) << "\n  " << base << "/setup#"
              << *token << std::endl;
}

// A server that cannot answer anybody says what it lacks.
void print_missing_number(Server& server, const Settings& settings) {
    const auto missing = server.database().write_now([&](store::Transaction& tx) {
        return whatsapp::missing_for_first_number(tx, settings.whatsapp);
    });
    if (missing.empty()) return;
    const core::Error error{core::Kind::invalid, "whatsapp.no_number", {{"settings", missing}}};
    const auto words = core::words_for(error, settings.language());
    std::cout << words.text << " " << words.hint << std::endl;
}

void make_demo_accounts(Server& server, const std::string& password) {
    const auto hash = auth::SodiumHasher::hash_now(password);
    server.database().write_now([&](store::Transaction& tx) {
        for (const auto& account : demo_accounts)
            if (auth::account_of(tx, account.email).has_error())
                auth::add_account(tx,
                                  {.email = account.email,
                                   .name = account.name,
                                   .role = account.role,
                                   .password_hash = hash},
                                  auth::Actor{})
                    .value();
        return 0;
    });
}

}  // namespace

int run_serve(const ServeCommand& command, const Overrides& overrides) {
    block_signals();
    Settings settings(Settings::For::serve);
    if (const auto faults = settings.load(command.config); !faults.empty()) {
        print_faults(faults);
        return static_cast<int>(Exit::cannot);
    }
    return run_on_folder(settings, store::FolderKind::real, [&](Run& run) {
        return run.serve(overrides, std::nullopt, [&](Server& server, const std::string& url) {
            print_setup_link(server, settings, url);
            print_missing_number(server, settings);
        });
    });
}

int run_demo(const DemoCommand& command, const Overrides& overrides) {
    block_signals();
    Settings settings(Settings::For::demo);
    if (const auto faults = settings.load(command.config); !faults.empty()) {
        print_faults(faults);
        return static_cast<int>(Exit::cannot);
    }
    if (!settings.endpoint().is_loopback()) {
        print_failure(
            {core::Kind::invalid, "demo.loopback_only", {{"address", settings.endpoint().address}}},
            settings.language());
        return static_cast<int>(Exit::wrong_use);
    }
    core::SystemRandom random;
    settings.whatsapp.app_secret = random.token(24);
    settings.whatsapp.verify_token = random.token(12);
    settings.whatsapp.access_token = random.token(24);
    settings.whatsapp.phone_number_id = demo_number_id;
    settings.whatsapp.business_account_id = "102290129340398";
    return run_on_folder(settings, store::FolderKind::demo, [&](Run& run) {
        const DemoOptions options{command.seed, command.rate};
        return run.serve(overrides, options, [&](Server& server, const std::string& url) {
            const auto password = server.demo_password();
            make_demo_accounts(server, password);
            const auto language = settings.language();
            std::cout << "  " << core::text_for("demo.user", language) << ": "
                      << demo_accounts[0].email << "\n  "
                      << core::text_for("demo.password", language) << ": " << password << "\n  "
                      << core::text_for("demo.customers", language) << ": " << url << "/_sim/"
                      << std::endl;
        });
    });
}

}  // namespace app
