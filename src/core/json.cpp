#include "core/json.hpp"

#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>

namespace core {

Result<json::value> parse_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = json_depth_max;
    unsigned char first_bytes[BOOST_JSON_STACK_BUFFER_SIZE];  // as json::parse has them
    json::parser parser({}, options, first_bytes);
    boost::system::error_code fault;
    const auto read = parser.write_some(text.data(), text.size(), fault);
    if (fault == json::error::too_deep)
        return Error{Kind::invalid, "json.too_deep", {{"max", json_depth_max}}};
    if (fault || read < text.size())
        return Error{Kind::invalid, "json.malformed", {{"position", read}}};
    return parser.release();
}

std::string to_json(const json::value& value) {
    return json::serialize(value);
}

JsonReader::JsonReader(const json::value& value) : object_(value.if_object()) {
    if (!object_) fault_ = Error{Kind::invalid, "json.not_an_object"};
}

const json::value* JsonReader::find(std::string_view field) const {
    if (!object_) return nullptr;
    return object_->if_contains(json::string_view(field.data(), field.size()));
}

void JsonReader::fail(std::string_view code, std::string_view field) {
    if (!fault_) fault_ = Error{Kind::invalid, std::string(code), {{"field", std::string(field)}}};
}

void JsonReader::wrong_type(std::string_view field, std::string_view expected) {
    if (fault_) return;
    fault_ = Error{Kind::invalid,
                   "json.type",
                   {{"field", std::string(field)}, {"expected", std::string(expected)}}};
}

const json::value* JsonReader::need(std::string_view field) {
    const auto* value = find(field);
    if (!value) fail("json.missing", field);
    return value;
}

std::string JsonReader::text(std::string_view field) {
    if (!need(field)) return "";
    return text_or(field, "");
}

std::string JsonReader::text_or(std::string_view field, std::string_view otherwise) {
    const auto* value = find(field);
    if (!value) return std::string(otherwise);
    const auto* text = value->if_string();
    if (!text) {
        wrong_type(field, "string");
        return std::string(otherwise);
    }
    return {text->data(), text->size()};
}

std::optional<std::string> JsonReader::optional_text(std::string_view field) {
    const auto* value = find(field);
    if (!value || value->is_null()) return std::nullopt;
    return text_or(field, "");
}

std::int64_t JsonReader::integer(std::string_view field) {
    if (!need(field)) return 0;
    return integer_or(field, 0);
}

std::int64_t JsonReader::integer_or(std::string_view field, std::int64_t otherwise) {
    const auto* value = find(field);
    if (!value) return otherwise;
    // A number beyond int64 is kept as uint64 or double, and is none of ours.
    const auto* number = value->if_int64();
    if (number) return *number;
    wrong_type(field, "integer");
    return otherwise;
}

bool JsonReader::boolean_or(std::string_view field, bool otherwise) {
    const auto* value = find(field);
    if (!value) return otherwise;
    if (const auto* truth = value->if_bool()) return *truth;
    wrong_type(field, "boolean");
    return otherwise;
}

std::vector<std::string> JsonReader::texts_or_empty(std::string_view field) {
    const auto* value = find(field);
    if (!value) return {};
    const auto* array = value->if_array();
    std::vector<std::string> texts;
    if (!array) {
        wrong_type(field, "array of strings");
        return texts;
    }
    for (const auto& item : *array) {
        const auto* text = item.if_string();
        if (!text) {
            wrong_type(field, "array of strings");
            return {};
        }
        texts.emplace_back(text->data(), text->size());
    }
    return texts;
}

}  // namespace core
