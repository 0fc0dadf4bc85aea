#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/database_error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace store {

// One connection to SQLite with its prepared statements. One thread at a time.
class Connection {
public:
    enum class Use { write, read };
    struct Options {
        std::string path;
        std::string vfs;
        Use use = Use::write;
        bool in_memory = false;
        bool synchronous_full = true;
    };

    // Throws DatabaseError.
    explicit Connection(const Options& options);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Runs statements without values or rows, prepared anew each time.
    void execute(const char* sql);
    // One that comes again and again (BEGIN, COMMIT): prepared once.
    void step(std::string_view sql);
    // A prepared statement for this SQL, to be given back with release(). The same SQL may be
    // taken again before that.
    sqlite3_stmt* take(std::string_view sql);
    void release(sqlite3_stmt* statement);

    // False outside a transaction: also after an error that rolled the whole of it back.
    bool in_transaction() const;
    std::int64_t changes() const;  // rows that the last statement changed
    // Rows changed since the connection was opened. Undone ones count too.
    std::int64_t total_changes() const;
    sqlite3* handle() const { return handle_; }
    // Throws what `code` stands for, with SQLite's words.
    [[noreturn]] void fail(int code) const;

private:
    void close();

    sqlite3* handle_ = nullptr;
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, std::vector<sqlite3_stmt*>, Hash, std::equal_to<>> idle_;
};

}  // namespace store
