#include "store/connection.hpp"

#include <sqlite3.h>

#include "store/gathering_vfs.hpp"

namespace store {
namespace {

constexpr int busy_ms = 2000;

int open_flags(const Connection::Options& options) {
    const int use = options.use == Connection::Use::read && !options.in_memory
                        ? SQLITE_OPEN_READONLY
                        : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    // A connection is used by one thread at a time, so SQLite needs no mutex.
    return use | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
           (options.in_memory ? SQLITE_OPEN_MEMORY : 0);
}

// SQLite counts its memory under one mutex for all connections, and nobody asks: two readers spent
// a quarter of a list's time on each other (514 against 372 us, measured). Before the first
// connection.
void count_no_memory() {
    [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

bool is_fatal(int code) {
    switch (code & 0xFF) {
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return (code != SQLITE_IOERR_NOMEM);
        default: return false;
    }
}

Connection::Connection(const Options& options) {
    count_no_memory();
    const auto vfs = options.use == Use::write && options.synchronous_full && !options.in_memory
                         ? gathering_vfs(options.vfs)
                         : options.vfs;
    const int code =
        sqlite3_open_v2(options.in_memory ? ":memory:" : options.path.c_str(), &handle_,
                        open_flags(options), vfs.empty() ? nullptr : vfs.c_str());
    try {
        if (code != SQLITE_OK) fail(code);
        sqlite3_busy_timeout(handle_, busy_ms);
        execute("PRAGMA foreign_keys=ON");
        if (options.use == Use::read) {
            // Only the writer checkpoints (toolchain: two that do can corrupt a WAL database).
            sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
            if (!options.in_memory) execute("PRAGMA query_only=ON");
        } else {
            execute("PRAGMA journal_mode=WAL");
            execute("PRAGMA wal_autocheckpoint=0");
            // The log is written by COMMIT alone, so that what could not be written ends that.
            execute("PRAGMA cache_spill=OFF");
            execute("PRAGMA journal_size_limit=67108864");
            execute(options.synchronous_full ? "PRAGMA synchronous=FULL"
                                             : "PRAGMA synchronous=NORMAL");
        }
        execute("PRAGMA cache_size=-4096");
        execute("PRAGMA temp_store=MEMORY");
    } catch (...) {
        close();
        throw;
    }
}

Connection::~Connection() {
    close();
}

void Connection::close() {
    for (auto& [sql, statements] : idle_)
        for (auto* statement : statements) sqlite3_finalize(statement);
    idle_.clear();
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
}

void Connection::execute(const char* sql) {
    if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
        fail(code);
}

void Connection::step(std::string_view sql) {
    auto* statement = take(sql);
    const int code = sqlite3_step(statement);
    release(statement);
    if (code != SQLITE_DONE) fail(code);
}

sqlite3_stmt* Connection::take(std::string_view sql) {
    const auto found = idle_.find(sql);
    if (found != idle_.end() && !found->second.empty()) {
        auto* statement = found->second.back();
        found->second.pop_back();
        return statement;
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(code);
    return statement;
}

void Connection::release(sqlite3_stmt* statement) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    const std::string_view sql = sqlite3_sql(statement);
    auto found = idle_.find(sql);
    if (found == idle_.end()) found = idle_.try_emplace(std::string(sql)).first;
    found->second.push_back(statement);
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

std::int64_t Connection::changes() const {
    return sqlite3_changes64(handle_);
}

std::int64_t Connection::total_changes() const {
    return sqlite3_total_changes64(handle_);
}

void Connection::fail(int code) const {
    const std::string what = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    if ((code & 0xFF) == SQLITE_CONSTRAINT) throw ConstraintViolation(code, what);
    throw DatabaseError(code, what);
}

}  // namespace store
