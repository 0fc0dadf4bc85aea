#include "app/run.hpp"

#include <exception>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command_bench.hpp"
#include "app/command_config.hpp"
#include "app/command_key.hpp"
#include "app/command_line.hpp"
#include "app/command_logs.hpp"
#include "app/command_serve.hpp"
#include "app/command_sim.hpp"
#include "app/command_user.hpp"
#include "app/command_version.hpp"
#include "app/process.hpp"

namespace app {
namespace {

struct Runner {
    const Overrides& overrides;
    int operator()(const ServeCommand& command) const { return run_serve(command, overrides); }
    int operator()(const DemoCommand& command) const { return run_demo(command, overrides); }
    int operator()(const SimCommand& command) const { return run_sim(command); }
    int operator()(const UserCommand& command) const { return run_user(command); }
    int operator()(const KeyCommand& command) const { return run_key(command); }
    int operator()(const ConfigCommand& command) const { return run_config(command); }
    int operator()(const BenchCommand& command) const { return run_bench(command); }
    int operator()(const LogsCommand& command) const { return run_logs(command); }
    int operator()(const VersionCommand& command) const { return run_version(command); }
};

// Where a standard stream is closed, the next file that is opened would take its number, and what
// is printed would go into it.
void open_standard_streams() {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
}

}  // namespace

int run(int argc, char** argv, const Overrides& overrides) {
    open_standard_streams();
    // What we write holds customers' messages: nobody else reads it.
    ::umask(S_IRWXG | S_IRWXO);
    try {
        const auto parsed = parse_command_line(argc, argv);
        if (const auto* code = std::get_if<int>(&parsed)) return *code;
        return std::visit(Runner{overrides}, std::get<Command>(parsed));
    } catch (const std::exception& fault) {
        print_fault(fault);
        return static_cast<int>(Exit::cannot);
    }
}

}  // namespace app
