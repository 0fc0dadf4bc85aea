#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

#include "store/data_folder.hpp"
#include "store/database.hpp"
#include "store/testing_unsynced_vfs.hpp"
#include "store/thread_executor.hpp"

// The loss of what was not synced: a child process writes with the VFS "unsynced", says how many
// commits it was told of, and is killed; the parent looks at what the disk has.
namespace {

constexpr int commits = 40;

store::DatabaseOptions options_of(const std::string& folder, bool full, const char* vfs) {
    return {.path = folder + "/test.db", .synchronous_full = full, .vfs = vfs};
}

template <class F>
auto with_database(const store::DatabaseOptions& options, F work) {
    const core::RealClock clock;
    core::SystemRandom random;
    core::Metrics metrics;
    store::ThreadExecutor executor(1);
    store::Database database(options, {executor, clock, random, metrics, core::Log{}});
    return work(database);
}

[[noreturn]] void write_and_die(const std::string& folder, bool full) {
    store::register_unsynced_vfs();
    with_database(options_of(folder, full, "unsynced"), [](store::Database& database) {
        for (int i = 0; i < commits; ++i)
            database.write_now([i](store::Transaction& tx) {
                return tx.run("INSERT INTO meta (key, value) VALUES ($1, 'x')",
                              {"row" + std::to_string(i)});
            });
        ::kill(::getpid(), SIGKILL);
        return 0;
    });
    std::abort();
}

std::int64_t rows_after_power_loss(bool full) {
    char name[] = "/tmp/chasqui-power-XXXXXX";
    const std::string folder = ::mkdtemp(name);
    // Made and closed properly first, so that the schema is not what is lost.
    with_database(options_of(folder, true, ""), [](store::Database& database) {
        database.close();
        return 0;
    });
    const pid_t child = ::fork();
    if (child == 0) write_and_die(folder, full);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    const auto rows = with_database(options_of(folder, true, ""), [](store::Database& database) {
        return database.write_now([](store::Transaction& tx) {
            auto integrity = tx.rows("PRAGMA integrity_check");
            integrity.next();
            CHECK(integrity.text(0) == "ok");
            auto count = tx.rows("SELECT count(*) FROM meta WHERE key LIKE 'row%'");
            count.next();
            return count.integer(0);
        });
    });
    std::filesystem::remove_all(folder);
    return rows;
}

}  // namespace

TEST_CASE("with synchronous=FULL every acknowledged commit survives the loss of power") {
    CHECK(rows_after_power_loss(true) == commits);
}

TEST_CASE("with synchronous=NORMAL acknowledged commits are lost: the proof can fail") {
    CHECK(rows_after_power_loss(false) < commits);
}
