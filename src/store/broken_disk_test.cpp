#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <sqlite3.h>

#include "core/task_scope.hpp"
#include "core/text.hpp"
#include "store/database.hpp"
#include "store/event_log.hpp"
#include "store/testing.hpp"
#include "store/testing_unsynced_vfs.hpp"

namespace {

struct DiskFixture {
    DiskFixture() {
        store::register_unsynced_vfs();
        char name[] = "/tmp/chasqui-disk-XXXXXX";
        folder = ::mkdtemp(name);
    }
    ~DiskFixture() {
        store::break_unsynced_vfs(false);
        store::fill_unsynced_vfs(false);
        std::filesystem::remove_all(folder);
    }
    static auto insert(std::string key, std::string value = "x") {
        return [key, value](store::Transaction& tx) {
            return tx.run("INSERT INTO meta (key, value) VALUES ($1, $2)", {key, value});
        };
    }
    static std::int64_t keys(store::TestDatabase& test, std::string like) {
        return test.write([like](store::Transaction& tx) {
            auto rows = tx.rows("SELECT count(*) FROM meta WHERE key LIKE $1", {like});
            rows.next();
            return rows.integer(0);
        });
    }
    struct Outcomes {
        int stored = 0;
        int refused = 0;
    };
    static core::Task<> count_outcome(store::TestDatabase& test, std::string key, Outcomes& all) {
        try {
            co_await test.database.write(insert(std::move(key)));
            ++all.stored;
        } catch (const store::Unavailable&) {
            ++all.refused;
        }
    }
    std::string folder;
};

}  // namespace

TEST_CASE_FIXTURE(DiskFixture,
                  "after a failed fsync nothing is acknowledged any more, and the root is told") {
    store::TestDatabase test({.path = folder + "/test.db", .vfs = "unsynced"});
    std::string told;
    test.database.on_fatal([&](std::string why) { told = std::move(why); });
    test.write(insert("before"));
    store::break_unsynced_vfs(true);
    CHECK_THROWS_AS(test.write(insert("lost")), store::Unavailable);
    CHECK_FALSE(told.empty());
    CHECK_FALSE(test.database.can_write());
    // The disk answers again: a retry could report as written what is not.
    store::break_unsynced_vfs(false);
    CHECK_THROWS_AS(test.write(insert("after")), store::Unavailable);
}

TEST_CASE_FIXTURE(DiskFixture,
                  "what waited when the disk broke is not acknowledged, even if the disk is well") {
    store::TestDatabase test({.path = folder + "/test.db", .vfs = "unsynced"});
    test.database.on_fatal([](const std::string&) { store::break_unsynced_vfs(false); });
    const core::Scheduler::Entered entered(test.scheduler);
    core::TaskScope scope{core::Log{}};
    Outcomes all;
    test.executor.hold();
    for (int i = 0; i < 300; ++i)  // more than one group
        scope.spawn("write", count_outcome(test, "k" + std::to_string(i), all));
    store::break_unsynced_vfs(true);
    test.executor.release();
    test.scheduler.run();
    CHECK(all.stored == 0);
    CHECK(all.refused == 300);
}

TEST_CASE_FIXTURE(DiskFixture,
                  "a full disk refuses writers, lets readers read, and heals when there is room") {
    store::TestDatabase test({.path = folder + "/test.db"});
    test.write(insert("before"));
    const auto limit = [&](std::string pages) {
        test.write([pages](store::Transaction& tx) {
            tx.rows("PRAGMA max_page_count = " + pages).next();
            return 0;
        });
    };
    limit("1");  // SQLite takes the present size for a smaller one
    bool refused = false;
    for (int i = 0; i < 100 && !refused; ++i) {
        try {
            test.write(insert("big" + std::to_string(i), std::string(20'000, 'x')));
        } catch (const store::Unavailable& full) {
            refused = std::string(full.what()) == "the disk is full";
        }
    }
    CHECK(refused);
    CHECK(test.database.can_write());
    CHECK(test.database.disk_is_full());
    CHECK(keys(test, "before") == 1);
    limit("1000000");
    test.write([](store::Transaction& tx) {
        store::touch_disk(tx);
        return 0;
    });
    CHECK_FALSE(test.database.disk_is_full());
    test.write(insert("healed"));
    CHECK(keys(test, "healed") == 1);
}

TEST_CASE_FIXTURE(DiskFixture,
                  "a commit that finds no room is refused whole, and the next stands") {
    store::TestDatabase test({.path = folder + "/test.db", .vfs = "unsynced"});
    test.write(insert("before"));
    store::fill_unsynced_vfs(true);
    CHECK_THROWS_AS(test.write(insert("refused", std::string(300'000, 'x'))), store::Unavailable);
    CHECK(test.database.can_write());
    store::fill_unsynced_vfs(false);
    CHECK(keys(test, "refused") == 0);
    test.write(insert("after"));
    CHECK(keys(test, "before") + keys(test, "after") == 2);
    CHECK(test.write([](store::Transaction& tx) {
        auto rows = tx.rows("PRAGMA integrity_check");
        rows.next();
        return rows.text(0);
    }) == "ok");
}

TEST_CASE_FIXTURE(DiskFixture,
                  "a disk that breaks in the midst of nested work is given up at once") {
    store::TestDatabase test({.path = folder + "/test.db"});
    test.database.on_fatal([](const std::string&) {});
    int runs = 0;
    CHECK_THROWS_AS(test.write([&](store::Transaction& tx) {
        ++runs;
        tx.nested([&] {
            insert("lost")(tx);
            if (runs == 1) throw store::DatabaseError(SQLITE_IOERR_READ, "test");
        });
        return 0;
    }),
                    store::Unavailable);
    CHECK(runs == 1);
    CHECK_FALSE(test.database.can_write());
}
