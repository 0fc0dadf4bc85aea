#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace core {

namespace json = boost::json;

inline constexpr std::size_t json_depth_max = 32;

// Parses one whole JSON text of at most json_depth_max levels.
// Fails with `code` json.malformed or json.too_deep; nothing throws.
Result<json::value> parse_json(std::string_view text);
std::string to_json(const json::value& value);

// Reads fields of a JSON object and keeps the first fault with the field's path, so that twelve
// fields need one check:
//   JsonReader reader(value);
//   auto email = reader.text("email");
//   auto limit = reader.integer_or("limit", 50);
//   if (auto fault = reader.fault()) return *fault;   // json.missing {field}, json.type {field,
//   expected}
// A reader is a view: the value outlives it.
class JsonReader {
public:
    explicit JsonReader(const json::value& value);

    std::string text(std::string_view field);
    std::string text_or(std::string_view field, std::string_view otherwise);
    std::optional<std::string> optional_text(std::string_view field);  // absent or null: nothing
    std::int64_t integer(std::string_view field);
    std::int64_t integer_or(std::string_view field, std::int64_t otherwise);
    bool boolean_or(std::string_view field, bool otherwise);
    std::vector<std::string> texts_or_empty(std::string_view field);  // an array of strings
    const json::value* find(std::string_view field) const;            // absent: nullptr

    // Notes a fault of the caller's own, unless there is one already.
    void fail(std::string_view code, std::string_view field);
    const std::optional<Error>& fault() const { return fault_; }

private:
    const json::value* need(std::string_view field);
    void wrong_type(std::string_view field, std::string_view expected);

    const json::object* object_ = nullptr;
    std::optional<Error> fault_;
};

}  // namespace core
