#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

// Appends `text` as a JSON string with its quotes (RFC 8259 §7). Bytes that are no valid UTF-8
// become U+FFFD, so that what is made of foreign bytes can always be read again.
void append_json_text(std::string& out, std::string_view text);

// Writes one JSON object as text, member by member, without a tree in between:
//   JsonObject().text("id", id).integer("unread", 3).take()
class JsonObject {
public:
    JsonObject();
    JsonObject& text(std::string_view name, std::string_view value);
    JsonObject& text_or_null(std::string_view name, const std::optional<std::string>& value);
    // An empty text stands for none.
    JsonObject& text_or_null(std::string_view name, std::string_view value);
    JsonObject& integer(std::string_view name, std::int64_t value);
    JsonObject& boolean(std::string_view name, bool value);
    JsonObject& null(std::string_view name);
    // `json` is one JSON text already.
    JsonObject& raw(std::string_view name, std::string_view json);

    // The object, closed; the writer is empty afterwards.
    std::string take();

private:
    void begin(std::string_view name);
    std::string out_;
};

// "[a,b]" of JSON texts.
template <class Range, class ToJson>
std::string json_array(const Range& items, ToJson&& to_json_text) {
    std::string out = "[";
    for (const auto& item : items) {
        if (out.size() > 1) out += ',';
        out += to_json_text(item);
    }
    out += ']';
    return out;
}

}  // namespace core
