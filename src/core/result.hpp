#pragma once

#include <boost/system/result.hpp>

#include "core/error.hpp"
#include "core/exception.hpp"

namespace core {

// What Result::value() throws when it holds a failure.
class UnexpectedError : public Exception {
public:
    explicit UnexpectedError(Error error) : Exception(error.code), error_(std::move(error)) {}
    const Error& error() const { return error_; }

private:
    Error error_;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
    throw UnexpectedError(error);
}

// A value, or the Error on which the caller branches. Never dropped: handle it or return it.
template <class T = void>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
public:
    using boost::system::result<T, Error>::result;
};

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;

}  // namespace core
