#include "whatsapp/json_tree.hpp"

#include <doctest/doctest.h>

using whatsapp::JsonTree;

namespace {

std::string round_trip(std::string_view text) {
    return JsonTree::parse(text).value().root().to_json();
}
std::string fault_of(std::string_view text) {
    const auto tree = JsonTree::parse(text);
    return tree ? "" : tree.error().code;
}

}  // namespace

TEST_CASE("numbers keep every digit, also beyond 2^64") {
    const auto tree =
        JsonTree::parse(R"({"id": 123456789012345678901234567890, "p": 9.50, "e": 1E+2})");
    REQUIRE(tree.has_value());
    const auto root = tree->root();
    CHECK(root["id"].text() == "123456789012345678901234567890");
    CHECK(root["p"].text() == "9.50");
    CHECK(root.to_json() == R"({"id":123456789012345678901234567890,"p":9.50,"e":1E+2})");
}

TEST_CASE("what is read is written again, members in their order") {
    CHECK(round_trip(R"( {"b":[1,[],{}],"a":null,"t":true,"f":false,"a":""} )") ==
          R"({"b":[1,[],{}],"a":null,"t":true,"f":false,"a":""})");
    CHECK(round_trip(R"("ñ\u00f1\n\u0000\"\\\/\ud83d\ude00")") == "\"ññ\\n\\u0000\\\"\\\\/😀\"");
    CHECK(round_trip("7") == "7");
}

TEST_CASE("a path that is not there leads nowhere, and is no fault") {
    const auto tree = JsonTree::parse(R"({"a":{"b":[{"c":5}]},"s":"x"})").value();
    const auto root = tree.root();
    CHECK((*root["a"]["b"].begin())["c"].integer() == 5);
    CHECK_FALSE(root["a"]["nothing"]["c"]);
    CHECK(root["s"]["c"].text() == "");
    CHECK(root["a"]["b"]["c"].text() == "");
    CHECK(root["s"].empty());
    CHECK(root["none"].to_json() == "");
}

TEST_CASE("a whole number is read from a number and from a string alike") {
    const auto tree =
        JsonTree::parse(R"(["17","17x",17,1.5,true,"99999999999999999999",-3])").value();
    std::vector<std::int64_t> numbers;
    for (const auto value : tree.root()) numbers.push_back(value.integer());
    CHECK(numbers == std::vector<std::int64_t>{17, 0, 17, 0, 0, 0, -3});
}

TEST_CASE("broken text, invalid UTF-8 and more than one value are malformed") {
    for (const auto* text : {"", "{", "{\"a\":}", "[1,]", "{} {}", "nul", "\"\xff\"", "\"\xc3\"",
                             "\"\\ud800\"", "01", "[1]x"})
        CHECK_MESSAGE(fault_of(text) == "json.malformed", text);
}

TEST_CASE("32 levels are read, more are too deep, however many there are") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    CHECK(fault_of(nested(32)) == "");
    CHECK(fault_of(nested(33)) == "json.too_deep");
    CHECK(fault_of(std::string(3'000'000, '[')) == "json.too_deep");
}
