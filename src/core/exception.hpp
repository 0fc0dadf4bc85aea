#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace core {

// Where something was thrown: the addresses alone, which are quick to gather. Names are looked up
// when somebody asks.
class StackTrace {
public:
    static constexpr std::size_t frames_max = 24;

    // The calls that lead here, without the first `skip`.
    explicit StackTrace(std::size_t skip = 0);
    // "inbox::queue_reply(…)+0x1f < …", innermost first (core/symbols.hpp).
    std::string text() const;

private:
    std::array<const void*, frames_max> frames_{};
    std::size_t count_ = 0;
};

// The base of the project's exceptions: knows where it was made. Thrown with
// std::throw_with_nested it also holds what caused it.
class Exception : public std::runtime_error {
public:
    explicit Exception(const std::string& what) : std::runtime_error(what), stack_(2) {}
    const StackTrace& stack() const { return stack_; }

private:
    StackTrace stack_;
};

// What the log says of an exception, for the four places that catch: log.error("request_failed",
// {{"error", fault.error}, {"stack", fault.stack}, {"causes", fault.causes}}). Empty ones of the
// latter two are left out of the line.
struct FaultText {
    explicit FaultText(const std::exception& fault);
    std::string error;   // what it says, without what looks personal
    std::string stack;   // of the innermost cause that knows it
    std::string causes;  // "what caused it < what caused that"
};

}  // namespace core
