#include "store/gathering_vfs.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <vector>

#include "store/connection.hpp"
#include "store/rows.hpp"
#include "store/testing_unsynced_vfs.hpp"

namespace {

using store::Connection;

struct LogFixture {
    LogFixture() {
        char name[] = "/tmp/chasqui-log-XXXXXX";
        folder = ::mkdtemp(name);
    }
    ~LogFixture() { std::filesystem::remove_all(folder); }
    Connection::Options options(Connection::Use use) const {
        return {folder + "/test.db", "", use};
    }
    std::uintmax_t log_bytes() const { return std::filesystem::file_size(folder + "/test.db-wal"); }
    static std::int64_t number(Connection& connection, std::string_view sql) {
        store::Rows rows(connection.take(sql), connection);
        return rows.next() ? rows.integer(0) : -1;
    }
    static std::string word(Connection& connection, std::string_view sql) {
        store::Rows rows(connection.take(sql), connection);
        return rows.next() ? rows.text(0) : "";
    }
    std::string folder;
};

// Rows of some kilobytes, so that a page holds few.
constexpr const char* fill =
    "INSERT INTO notes (text) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "WHERE i < 1000) SELECT hex(randomblob(1500)) FROM n";

}  // namespace

TEST_CASE_FIXTURE(LogFixture, "what is committed is in the file, and others see it at once") {
    Connection writer(options(Connection::Use::write));
    writer.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    Connection reader(options(Connection::Use::read));
    for (int round = 1; round <= 50; ++round) {
        writer.execute("INSERT INTO notes (text) VALUES (hex(randomblob(5000)))");
        CHECK(number(reader, "SELECT count(*) FROM notes") == round);
        CHECK(number(reader, "SELECT sum(length(text)) FROM notes") == round * 10'000);
    }
    CHECK(log_bytes() > 50 * 10'000);
}

TEST_CASE_FIXTURE(LogFixture, "a transaction larger than what is gathered, undone and done again") {
    {
        Connection writer(options(Connection::Use::write));
        writer.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        // Pages go into the log before the commit, which the product's connections do not do.
        writer.execute("PRAGMA cache_size=20");
        writer.execute("PRAGMA cache_spill=ON");
        writer.execute("BEGIN");
        writer.execute(fill);
        writer.execute("ROLLBACK");
        CHECK(number(writer, "SELECT count(*) FROM notes") == 0);
        writer.execute("BEGIN");
        writer.execute(fill);
        // Pages that are in the log already are written there once more.
        writer.execute("UPDATE notes SET text = text || 'x' WHERE id % 7 = 0");
        CHECK(number(writer, "SELECT sum(length(text)) FROM notes") == 3'000'000 + 142);
        writer.execute("COMMIT");
        CHECK(word(writer, "PRAGMA integrity_check") == "ok");
    }
    Connection again(options(Connection::Use::read));
    CHECK(number(again, "SELECT sum(length(text)) FROM notes") == 3'000'142);
    CHECK(word(again, "PRAGMA integrity_check") == "ok");
}

TEST_CASE_FIXTURE(LogFixture, "a commit of many pages is few writes with FULL, and many without") {
    store::register_unsynced_vfs();
    const auto writes_of_a_commit = [&](bool full) {
        Connection writer({folder + (full ? "/full.db" : "/normal.db"), "unsynced",
                           Connection::Use::write, false, full});
        writer.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        const auto before = store::count_unsynced_writes();
        writer.execute("INSERT INTO notes (text) VALUES (hex(randomblob(40000)))");
        return store::count_unsynced_writes() - before;
    };
    CHECK(writes_of_a_commit(true) == 1);
    CHECK(writes_of_a_commit(false) >= 40);
}

TEST_CASE("a VFS that nobody registered is named as it was asked for") {
    CHECK(store::gathering_vfs("nobody") == "nobody");
    CHECK(store::gathering_vfs("") == "gathering-");
    CHECK(store::gathering_vfs("") == "gathering-");
}
