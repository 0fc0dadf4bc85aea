#include "core/redact.hpp"

#include <doctest/doctest.h>

using core::redacted;

TEST_CASE("a phone number is not shown, however it is written") {
    for (const auto* number : {"34612345678", "+34 612 345 678", "612-34-56-78", "(612) 345 678",
                               "612.345.678", "tel34612345678"})
        CHECK(redacted(std::string("to ") + number + " now").find("345") == std::string::npos);
    CHECK(redacted("to 34612345678 now") == "to [number] now");
}

TEST_CASE("short numbers, dates, ids and places in a source stay") {
    for (const auto* text :
         {"after 1200 ms, 3 of 12", "2026-11-24T20:37:18.123Z",
          "0199f3a2-1234-7123-8123-123456789012", "at f (index.js:1234:567)", "", "a - b"})
        CHECK(redacted(text) == text);
}

TEST_CASE("an address of e-mail is not shown") {
    CHECK(redacted("for <eva.rios+x@example.com>.") == "for <[email]>.");
    CHECK(redacted("a @ b") == "a @ b");
}

TEST_CASE("keys and tokens are not shown") {
    CHECK(redacted("Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x") ==
          "Bearer [token].[token].x");
    CHECK(redacted("token=EAAG0123456789abcdefXYZ;") == "token=[token];");
    CHECK(redacted("a_function_name_without_any_figure") == "a_function_name_without_any_figure");
}

TEST_CASE("an address is shown without its query") {
    CHECK(redacted("GET /a/b?token=x&q=Ana failed") == "GET /a/b?[query] failed");
    CHECK(redacted("really? a = b") == "really? a = b");
}

TEST_CASE("names of fields that hold secrets or people are known") {
    for (const auto* name : {"password", "newPassword", "accessToken", "phone_number", "email",
                             "text", "from", "Authorization", "appSecret"})
        CHECK(core::is_private_name(name));
    for (const auto* name : {"status", "route", "ms", "conversation", "context", "fromState"})
        CHECK_FALSE(core::is_private_name(name));
}
