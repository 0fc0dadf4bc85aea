#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue.hpp"
#include "core/clock.hpp"
#include "core/uuid.hpp"
#include "model/event.hpp"
#include "store/database_error.hpp"
#include "store/rows.hpp"

namespace store {

class Connection;

// The writer's end of the event log.
struct LogHead {
    std::string epoch;
    std::int64_t sequence = 0;
    core::Language language = core::Language::es;
};

// How the writer undoes what one job wrote, of those that share a transaction. A savepoint keeps a
// copy of every page that is touched after it, which costs more than most jobs' own work, and
// hardly a job is undone: so a group runs without, and once more with savepoints where it must be.
enum class Undoing { by_savepoint, by_running_all_again };

// Thrown where something must be undone and there is no savepoint. Not a std::exception, so that
// jobs let it through.
struct MustRunAgain {};

// What a job sees of the database, while it runs. A read transaction is one snapshot; run(),
// append() and new_id() belong to write transactions alone.
// SQL keeps to the subset shared with PostgreSQL: placeholders $1, $2, … first used in numeric
// order; INSERT … ON CONFLICT … DO UPDATE … RETURNING; times as epoch milliseconds; booleans 0/1.
class Transaction {
public:
    // Runs a statement for its effect; returns how many rows it changed.
    // Throws store::ConstraintViolation where a UNIQUE or other constraint refuses it, and
    // store::DatabaseError for everything else, which ends the job.
    std::int64_t run(std::string_view sql, std::initializer_list<Value> values = {});
    Rows rows(std::string_view sql, std::initializer_list<Value> values = {});

    // Adds to the event log: the sequence and the time are given here, the audience may be empty.
    // Returns the sequence.
    std::int64_t append(model::Event event);

    // Wall time of this transaction: the same for everything in it.
    core::WallTime now() const { return now_; }
    // For words that are written once for everybody, as an event's are: the product's language.
    core::Language language() const { return head_ ? head_->language : core::Language::es; }
    // A fresh UUIDv7; ascends over all transactions of the process.
    std::string new_id();
    // Epoch of the log, and the last sequence that this snapshot holds (its own appends included).
    model::LogPosition position();

    // Runs `work`: where it throws `store::Undo`, its writes are undone and false is returned;
    // other exceptions undo them and go on.
    template <class F>
    bool nested(F&& work);

private:
    friend class Writer;
    friend class Readers;
    Transaction(Connection& connection, core::WallTime now, LogHead* head, core::UuidSource* ids,
                Undoing undoing = Undoing::by_savepoint)
        : connection_(connection), now_(now), head_(head), ids_(ids), undoing_(undoing) {}
    sqlite3_stmt* prepare(std::string_view sql, std::initializer_list<Value> values);
    void begin_nested();
    void end_nested();
    void undo_nested();

    Connection& connection_;
    core::WallTime now_;
    LogHead* head_;          // absent in a read transaction
    core::UuidSource* ids_;  // likewise
    Undoing undoing_;
    bool must_run_again_ = false;  // also where the job swallowed what was thrown
    std::vector<model::Event> events_;
    // How things were when each nested() began.
    struct Mark {
        std::size_t events = 0;
        std::int64_t changes = 0;
    };
    std::vector<Mark> marks_;
};

// Thrown inside nested() to undo what it did, quietly.
struct Undo {};

template <class F>
bool Transaction::nested(F&& work) {
    begin_nested();
    try {
        work();
    } catch (const Undo&) {
        undo_nested();
        return false;
    } catch (const DatabaseError& fault) {
        // After a broken disk nothing is undone or tried again: the writer gives up.
        if (!is_fatal(fault.code())) undo_nested();
        throw;
    } catch (...) {
        undo_nested();
        throw;
    }
    end_nested();
    return true;
}

}  // namespace store
