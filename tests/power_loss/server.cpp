// The server on a disk that forgets: what was not synced is lost with a kill, as with the power.
// tests/faults/crash_proof --power-loss runs it. POWER_LOSS_SYNCHRONOUS=normal makes the loss
// visible.
#include "app/run.hpp"
#include "core/config.hpp"
#include "store/testing_unsynced_vfs.hpp"

int main(int argc, char** argv) {
    store::register_unsynced_vfs();
    const auto environment = core::ConfigSources::process_environment();
    const auto found = environment.find("POWER_LOSS_SYNCHRONOUS");
    const bool full = found == environment.end() || found->second != "normal";
    app::Overrides overrides;
    overrides.database = [full](store::DatabaseOptions& options) {
        options.vfs = "unsynced";
        options.synchronous_full = full;
    };
    return app::run(argc, argv, overrides);
}
