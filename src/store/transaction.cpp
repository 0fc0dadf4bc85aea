#include "store/transaction.hpp"

#include <sqlite3.h>
#include <variant>

#include "core/check.hpp"
#include "store/connection.hpp"
#include "store/event_log.hpp"

namespace store {
namespace {

// Bound without a copy: the values outlive the statement's run.
int bind(sqlite3_stmt* statement, int at, const Value& value) {
    struct Binder {
        sqlite3_stmt* statement;
        int at;
        int operator()(std::monostate) const { return sqlite3_bind_null(statement, at); }
        int operator()(std::int64_t number) const {
            return sqlite3_bind_int64(statement, at, number);
        }
        int operator()(double number) const { return sqlite3_bind_double(statement, at, number); }
        int operator()(std::string_view text) const {
            // An empty view may point nowhere, and SQLite would take that for NULL.
            const char* data = text.data() != nullptr ? text.data() : "";
            return sqlite3_bind_text64(statement, at, data, text.size(), SQLITE_STATIC,
                                       SQLITE_UTF8);
        }
    };
    return std::visit(Binder{statement, at}, value.variant());
}

}  // namespace

sqlite3_stmt* Transaction::prepare(std::string_view sql, std::initializer_list<Value> values) {
    auto* statement = connection_.take(sql);
    int at = 0;
    for (const auto& value : values) {
        const int code = bind(statement, ++at, value);
        if (code == SQLITE_OK) continue;
        connection_.release(statement);
        connection_.fail(code);
    }
    return statement;
}

Rows Transaction::rows(std::string_view sql, std::initializer_list<Value> values) {
    return Rows(prepare(sql, values), connection_);
}

std::int64_t Transaction::run(std::string_view sql, std::initializer_list<Value> values) {
    auto result = rows(sql, values);
    while (result.next()) {
    }
    return connection_.changes();
}

std::int64_t Transaction::append(model::Event event) {
    core::check(head_ != nullptr, "events belong to write transactions");
    event.sequence = head_->sequence + 1;
    event.at = now_;
    insert_event(*this, event);
    ++head_->sequence;
    events_.push_back(std::move(event));
    return events_.back().sequence;
}

std::string Transaction::new_id() {
    core::check(ids_ != nullptr, "ids belong to write transactions");
    return ids_->next(now_);
}

model::LogPosition Transaction::position() {
    if (head_ != nullptr) return {head_->epoch, head_->sequence};
    return read_position(*this);
}

void Transaction::begin_nested() {
    if (undoing_ == Undoing::by_savepoint) connection_.step("SAVEPOINT nested");
    marks_.push_back({events_.size(), connection_.total_changes()});
}

void Transaction::end_nested() {
    if (undoing_ == Undoing::by_savepoint) connection_.step("RELEASE nested");
    marks_.pop_back();
}

void Transaction::undo_nested() {
    const auto mark = marks_.back();
    marks_.pop_back();
    if (undoing_ == Undoing::by_running_all_again) {
        if (!connection_.in_transaction()) return;  // all of it is gone, and the writer sees why
        if (connection_.total_changes() == mark.changes) return;  // it wrote nothing
        must_run_again_ = true;
        throw MustRunAgain{};
    }
    // Sequences of undone events are given again: nobody has seen them.
    if (head_ != nullptr)
        head_->sequence -= static_cast<std::int64_t>(events_.size() - mark.events);
    events_.resize(mark.events);
    // FULL, IOERR and NOMEM may have rolled back everything: then there is no savepoint left.
    if (!connection_.in_transaction()) return;
    connection_.step("ROLLBACK TO nested");
    connection_.step("RELEASE nested");
}

}  // namespace store
