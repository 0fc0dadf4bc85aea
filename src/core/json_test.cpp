#include "core/json.hpp"

#include <doctest/doctest.h>

#include "core/json_text.hpp"

using namespace core;

namespace {

json::value parsed(std::string_view text) {
    return parse_json(text).value();
}
std::string nested(std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
}
std::string as_json_text(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
}

}  // namespace

TEST_CASE("a JSON text of 32 levels is read, one of 33 is too deep") {
    CHECK(parse_json(nested(32)).has_value());
    CHECK(parse_json(nested(33)).error().code == "json.too_deep");
}

TEST_CASE("what is no whole JSON text is malformed") {
    for (const auto* text : {"", " ", "{", "{}x", "[1,]", "{\"a\":\"\xff\"}", "NaN"})
        CHECK_MESSAGE(parse_json(text).error().code == "json.malformed", text);
}

TEST_CASE("what is malformed says where reading ended") {
    const auto position = [](std::string_view text) {
        return parameter_text(parse_json(text).error(), "position");
    };
    CHECK(position("[1,\n 2,\n x]") == "9");
    CHECK(position("{}x") == "2");
    CHECK(position("{") == "1");
}

TEST_CASE("a reader names the first field that is wrong, and only that") {
    const auto value = parsed(R"({"email": 7, "limit": "x"})");
    JsonReader reader(value);
    CHECK(reader.text("email").empty());
    CHECK(reader.integer_or("limit", 50) == 50);
    CHECK(reader.text("password").empty());
    REQUIRE(reader.fault());
    CHECK(reader.fault()->code == "json.type");
    CHECK(parameter_text(*reader.fault(), "field") == "email");
    CHECK(parameter_text(*reader.fault(), "expected") == "string");
}

TEST_CASE("a reader takes what is there and the defaults for the rest") {
    const auto value =
        parsed(R"({"name": "Ana", "nick": null, "age": 41, "on": true, "tags": ["a", "b"]})");
    JsonReader reader(value);
    CHECK(reader.text("name") == "Ana");
    CHECK_FALSE(reader.optional_text("nick"));
    CHECK_FALSE(reader.optional_text("absent"));
    CHECK(reader.integer("age") == 41);
    CHECK(reader.boolean_or("on", false));
    CHECK(reader.texts_or_empty("tags") == std::vector<std::string>{"a", "b"});
    CHECK(reader.texts_or_empty("absent").empty());
    CHECK_FALSE(reader.fault());
}

TEST_CASE("a missing field and a value that is no object are told apart") {
    const auto object = parsed("{}");
    JsonReader reader(object);
    reader.integer("limit");
    CHECK(reader.fault()->code == "json.missing");

    const auto array = parsed("[]");
    JsonReader of_array(array);
    CHECK(of_array.text("name").empty());
    CHECK(of_array.fault()->code == "json.not_an_object");
}

TEST_CASE("an array of strings with a number in it is refused") {
    const auto value = parsed(R"({"teams": ["a", 1]})");
    JsonReader reader(value);
    CHECK(reader.texts_or_empty("teams").empty());
    CHECK(parameter_text(*reader.fault(), "field") == "teams");
}

TEST_CASE("written text is read back as it was, control characters too") {
    const std::string text("\"q\" \\ \n\r\t\x01\x7f ñ 日 😀\0end", 27);
    CHECK(parsed(as_json_text(text)).as_string() == text);
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
    CHECK(as_json_text("a\xff\xc3") == "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(as_json_text("\xed\xa0\x80").size() == 2 + 9);  // a surrogate: three bad bytes
}

TEST_CASE("an object is written member by member, and its writer begins anew") {
    JsonObject object;
    CHECK(object.text("a", "x")
              .integer("b", -3)
              .boolean("c", true)
              .null("d")
              .raw("e", "[1]")
              .text_or_null("f", std::string_view())
              .take() == R"({"a":"x","b":-3,"c":true,"d":null,"e":[1],"f":null})");
    CHECK(object.take() == "{}");
}
