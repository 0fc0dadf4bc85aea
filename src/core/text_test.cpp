#include "core/text.hpp"

#include <doctest/doctest.h>

#include "core/random.hpp"

using namespace core;

TEST_CASE("UTF-8 is what RFC 3629 says, and nothing more") {
    CHECK(is_valid_utf8("a ñ 日 😀"));
    CHECK(is_valid_utf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF
    for (const auto* bad : {"\x80", "\xC0\x80", "\xC3", "\xE0\x9F\x80", "\xED\xA0\x80",
                            "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "a\xFF"})
        CHECK_FALSE(is_valid_utf8(bad));
}

TEST_CASE("characters are counted and cut whole") {
    CHECK(count_characters("añ日😀") == 4);
    CHECK(first_characters("añ日😀", 2) == "añ");
    CHECK(first_characters("añ", 9) == "añ");
    CHECK(first_characters("añ", 0).empty());
}

TEST_CASE("base64url and hex give back what went in") {
    SeededRandom random(3);
    for (std::size_t size = 0; size < 40; ++size) {
        std::vector<std::byte> bytes(size);
        random.fill(bytes);
        CHECK(from_base64url(to_base64url(bytes)) == bytes);
        CHECK(from_hex(to_hex(bytes)) == bytes);
    }
}

TEST_CASE("base64url has one text for each run of bytes") {
    CHECK(from_base64url("AA") == std::vector<std::byte>{std::byte{0}});
    for (const auto* bad : {"A", "AB", "AAB", "AA==", "A+", "A A"})
        CHECK_FALSE(from_base64url(bad));
}

TEST_CASE("base64 pads (RFC 4648 §10)") {
    CHECK(to_base64(as_bytes("f")) == "Zg==");
    CHECK(to_base64(as_bytes("fo")) == "Zm8=");
    CHECK(to_base64(as_bytes("foobar")) == "Zm9vYmFy");
}

TEST_CASE("a whole number is digits alone") {
    CHECK(parse_integer("0") == 0);
    CHECK(parse_integer("9223372036854775807") == INT64_MAX);
    for (const auto* bad : {"", "-1", "+1", " 1", "1 ", "1.0", "9223372036854775808", "0x1"})
        CHECK_FALSE(parse_integer(bad));
}

TEST_CASE("percent escapes are decoded, broken ones refused") {
    CHECK(decode_percent("a%20b+c%C3%B1") == "a b cñ");
    for (const auto* bad : {"%", "%2", "%zz", "a%4"}) CHECK_FALSE(decode_percent(bad));
}

TEST_CASE("text is split at each separator, and trimmed of blanks") {
    CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(trim(" \t a b\r\n") == "a b");
    CHECK(trim(" \n").empty());
    CHECK(equals_ignoring_case("Content-Type", "content-type"));
    CHECK_FALSE(equals_ignoring_case("a", "ab"));
}

TEST_CASE("below() stays below its bound and reaches every number") {
    SeededRandom random(4);
    std::vector<int> seen(5);
    for (int i = 0; i < 1000; ++i) ++seen[random.below(5)];
    for (const int count : seen) CHECK(count > 100);
    for (int i = 0; i < 1000; ++i) {
        const auto unit = random.unit();
        CHECK((unit >= 0 && unit < 1));
    }
}
