#include "core/exception.hpp"

#include <boost/stacktrace/safe_dump_to.hpp>

#include "core/redact.hpp"
#include "core/symbols.hpp"

namespace core {
namespace {

constexpr int causes_max = 8;
// What lies below, where the exception holds it.
std::exception_ptr cause_of(const std::exception& fault) {
    const auto* nested = dynamic_cast<const std::nested_exception*>(&fault);
    return nested ? nested->nested_ptr() : nullptr;
}

void note(FaultText& text, const std::exception& fault, int depth) {
    if (const auto* known = dynamic_cast<const Exception*>(&fault))
        text.stack = known->stack().text();
    const auto cause = cause_of(fault);
    if (!cause || depth == causes_max) return;
    try {
        std::rethrow_exception(cause);
    } catch (const std::exception& inner) {
        if (!text.causes.empty()) text.causes += " < ";
        text.causes += redacted(inner.what());
        note(text, inner, depth + 1);
    } catch (...) {
        text.causes += "an exception of no known type";
    }
}

}  // namespace

StackTrace::StackTrace(std::size_t skip) {
    // Terminated by a null, which has its place too.
    std::array<const void*, frames_max + 1> frames{};
    const auto count =
        boost::stacktrace::safe_dump_to(skip, static_cast<void*>(frames.data()), sizeof(frames));
    for (; count_ < frames_max && count_ < count && frames[count_] != nullptr; ++count_)
        frames_[count_] = frames[count_];
}

std::string StackTrace::text() const {
    std::string all;
    for (std::size_t i = 0; i < count_; ++i) {
        if (!all.empty()) all += " < ";
        all += function_at(frames_[i]);
    }
    return all;
}

FaultText::FaultText(const std::exception& fault) : error(redacted(fault.what())) {
    note(*this, fault, 0);
}

}  // namespace core
