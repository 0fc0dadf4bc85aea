#include "store/migrations.hpp"

#include <cerrno>
#include <map>
#include <sqlite3.h>
#include <system_error>
#include <unistd.h>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "store/connection.hpp"
#include "store/files.hpp"
#include "store/rows.hpp"

namespace store {
namespace {

constexpr const char* make_ledger =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT, WITHOUT "
    "ROWID";

std::map<std::string, std::string> applied_checksums(Connection& connection) {
    std::map<std::string, std::string> checksums;
    Rows rows(connection.take("SELECT name, checksum FROM schema_migrations"), connection);
    while (rows.next()) checksums[rows.text(0)] = rows.text(1);
    return checksums;
}

[[noreturn]] void refuse(const Connection& connection, std::string code,
                         const std::string& migration) {
    throw CannotOpen(
        {core::Kind::unavailable,
         std::move(code),
         {{"path", sqlite3_db_filename(connection.handle(), "main")}, {"migration", migration}}});
}

void check_against_ours(const Connection& connection, std::map<std::string, std::string> applied,
                        std::span<const EmbeddedMigration> ours) {
    for (const auto& migration : ours) {
        const auto found = applied.find(std::string(migration.name));
        if (found == applied.end()) continue;
        if (found->second != core::to_hex(core::sha256(migration.text)))
            refuse(connection, "data.other_version", found->first);
        applied.erase(found);
    }
    if (!applied.empty()) refuse(connection, "data.newer", applied.begin()->first);
}

// Takes the place of the copy of a former migration only when it is whole and on the disk.
void copy_to(Connection& connection, const std::string& path) {
    const auto fresh = path + ".new";
    // SQLite refuses a file that is there already: what a start that was killed left.
    int error = ::unlink(fresh.c_str()) == 0 || errno == ENOENT ? 0 : errno;
    if (error == 0) {
        auto* statement = connection.take("VACUUM INTO $1");
        sqlite3_bind_text(statement, 1, fresh.c_str(), -1, SQLITE_TRANSIENT);
        Rows(statement, connection).next();
        error = put_in_place(fresh, path);
    }
    if (error != 0)
        throw CannotOpen({core::Kind::unavailable,
                          "data.not_writable",
                          {{"path", path}, {"reason", std::generic_category().message(error)}}});
}

// A database that somebody else made is left as it is.
void check_is_ours(Connection& connection) {
    Rows rows(connection.take("SELECT count(*), count(*) FILTER (WHERE name = "
                              "'schema_migrations') FROM sqlite_master"),
              connection);
    if (rows.next() && rows.integer(0) > 0 && rows.integer(1) == 0)
        throw DatabaseError(SQLITE_NOTADB, "the tables in it are not Chasqui's");
}

void apply(Connection& connection, const EmbeddedMigration& migration, core::WallTime now) {
    connection.execute("BEGIN IMMEDIATE");
    try {
        connection.execute(std::string(migration.text).c_str());
        auto* statement = connection.take("INSERT INTO schema_migrations VALUES ($1, $2, $3)");
        const auto checksum = core::to_hex(core::sha256(migration.text));
        sqlite3_bind_text(statement, 1, migration.name.data(),
                          static_cast<int>(migration.name.size()), SQLITE_TRANSIENT);
        sqlite3_bind_text(statement, 2, checksum.c_str(), -1, SQLITE_TRANSIENT);
        sqlite3_bind_int64(statement, 3, core::to_epoch_ms(now));
        Rows(statement, connection).next();
        connection.execute("COMMIT");
    } catch (...) {
        if (connection.in_transaction()) connection.execute("ROLLBACK");
        throw;
    }
}

}  // namespace

int migrate(Connection& connection, const MigrationRun& run) {
    check_is_ours(connection);
    connection.execute(make_ledger);
    const auto applied = applied_checksums(connection);
    check_against_ours(connection, applied, run.migrations);

    int count = 0;
    for (const auto& migration : run.migrations) {
        if (applied.contains(std::string(migration.name))) continue;
        if (count == 0 && !applied.empty() && !run.copy_path.empty())
            copy_to(connection, run.copy_path);
        apply(connection, migration, run.now);
        ++count;
    }
    return count;
}

}  // namespace store
