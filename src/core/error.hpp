#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace core {

// What kind of failure a caller meets. Closed: each stands for one HTTP status.
enum class Kind {
    invalid,          // 400: the request itself is wrong
    unauthenticated,  // 401
    forbidden,        // 403
    not_found,        // 404
    conflict,         // 409: true, but not in the present state
    too_large,        // 413
    unprocessable,    // 422: the same Idempotency-Key with another body
    rate_limited,     // 429
    internal,         // 500
    unavailable,      // 503: full or stopping; try again
};

int http_status(Kind kind);

// A named value for the catalogue's text, such as {max} in "at most {max} characters".
struct Parameter {
    std::string name;
    std::variant<std::int64_t, std::string> value;

    template <class T>
        requires std::is_integral_v<T>
    Parameter(std::string parameter_name, T number)
        : name(std::move(parameter_name)), value(static_cast<std::int64_t>(number)) {}
    Parameter(std::string parameter_name, std::string text)
        : name(std::move(parameter_name)), value(std::move(text)) {}

    friend bool operator==(const Parameter&, const Parameter&) = default;
};

// A failure on which a caller branches. `code` is stable and public ("inbox.window_closed"); the
// words for people come from the catalogue (core/catalogue.hpp), by language, where the answer is
// encoded.
struct Error {
    Kind kind = Kind::internal;
    std::string code;
    std::vector<Parameter> parameters = {};

    friend bool operator==(const Error&, const Error&) = default;
};

// The parameter's value as text, or "" where it is absent.
std::string parameter_text(const Error& error, std::string_view name);

}  // namespace core
