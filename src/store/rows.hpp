#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/clock.hpp"

struct sqlite3_stmt;

namespace store {

class Connection;

// A value bound to a placeholder. Text is referenced, not copied: it outlives the statement's run.
class Value {
public:
    Value(std::nullptr_t) {}
    Value(std::int64_t number) : value_(number) {}
    Value(int number) : value_(std::int64_t{number}) {}
    Value(bool truth) : value_(std::int64_t{truth}) {}
    Value(double number) : value_(number) {}
    Value(std::string_view text) : value_(text) {}
    Value(const std::string& text) : value_(std::string_view(text)) {}
    Value(const char* text) : value_(std::string_view(text)) {}
    Value(core::WallTime time) : value_(core::to_epoch_ms(time)) {}  // epoch milliseconds
    template <class T>
    Value(const std::optional<T>& maybe) {
        if (maybe) *this = Value(*maybe);
    }
    // An id; the empty one is NULL.
    template <class T>
        requires requires(const T& id) {
            { id.text() } -> std::same_as<const std::string&>;
            id.empty();
        }
    Value(const T& id) {
        if (!id.empty()) value_ = std::string_view(id.text());
    }

    const auto& variant() const { return value_; }

private:
    std::variant<std::monostate, std::int64_t, double, std::string_view> value_;
};

// The result of a query, one row at a time:
//   auto rows = tx.rows("SELECT id, name FROM contacts WHERE name = $1", {name});
//   while (rows.next()) use(rows.text(0));
// Columns are counted from 0. A Rows lives inside its transaction.
class Rows {
public:
    Rows(sqlite3_stmt* statement, Connection& connection)
        : statement_(statement), connection_(&connection) {}
    Rows(Rows&& other) noexcept;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next();

    bool is_null(int column) const;
    std::string text(int column) const;       // "" for NULL
    std::string_view view(int column) const;  // valid until next()
    std::int64_t integer(int column) const;   // 0 for NULL
    double real(int column) const;
    bool boolean(int column) const { return integer(column) != 0; }
    core::WallTime time(int column) const { return core::from_epoch_ms(integer(column)); }
    std::optional<std::string> optional_text(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;
    std::optional<core::WallTime> optional_time(int column) const;
    template <class IdType>
    IdType id(int column) const {
        return IdType{text(column)};
    }

private:
    sqlite3_stmt* statement_;
    Connection* connection_;
};

}  // namespace store
