#include "core/exception.hpp"

#include <doctest/doctest.h>

using core::Exception;
using core::FaultText;

namespace throwers {

[[gnu::noinline]] void fail_deep() {
    throw Exception("the disk is gone");
}

[[gnu::noinline]] void fail_above() {
    try {
        fail_deep();
    } catch (const std::exception&) {
        std::throw_with_nested(std::runtime_error("the backup for eva@example.com was not made"));
    }
}

}  // namespace throwers

TEST_CASE("an exception of ours knows where it was thrown") {
    try {
        throwers::fail_deep();
    } catch (const Exception& fault) {
        const FaultText text(fault);
        CHECK(text.error == "the disk is gone");
        CHECK(text.stack.find("throwers::fail_deep") != std::string::npos);
        CHECK(text.causes.empty());
    }
}

TEST_CASE("what caused a failure is told with it, and where that was") {
    try {
        throwers::fail_above();
        FAIL("nothing was thrown");
    } catch (const std::exception& fault) {
        const FaultText text(fault);
        CHECK(text.error == "the backup for [email] was not made");
        CHECK(text.causes == "the disk is gone");
        CHECK(text.stack.find("throwers::fail_deep") != std::string::npos);
    }
}

TEST_CASE("an exception of a library has no stack, and is told all the same") {
    const FaultText text(std::out_of_range("vector"));
    CHECK(text.error == "vector");
    CHECK(text.stack.empty());
}
