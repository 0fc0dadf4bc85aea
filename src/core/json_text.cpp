#include "core/json_text.hpp"

#include "core/text.hpp"

namespace core {
namespace {

void append_escaped(std::string& out, unsigned char c) {
    constexpr char digits[] = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default:
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 15U];
    }
}

bool stands_for_itself(unsigned char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && stands_for_itself(static_cast<unsigned char>(text[plain])))
            ++plain;
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;

        const auto c = static_cast<unsigned char>(text[0]);
        if (c < 0x80) {
            append_escaped(out, c);
            text.remove_prefix(1);
        } else if (const auto length = utf8_length(text); length > 0) {
            out += text.substr(0, length);
            text.remove_prefix(length);
        } else {
            out += "\xEF\xBF\xBD";
            text.remove_prefix(1);
        }
    }
    out += '"';
}

// Most objects are of this size: grown from nothing, they would be moved five times.
constexpr std::size_t usual_bytes = 500;

JsonObject::JsonObject() {
    out_.reserve(usual_bytes);
    out_ += '{';
}

void JsonObject::begin(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
    begin(name);
    append_json_text(out_, value);
    return *this;
}

JsonObject& JsonObject::text_or_null(std::string_view name,
                                     const std::optional<std::string>& value) {
    return value ? text(name, *value) : null(name);
}

JsonObject& JsonObject::text_or_null(std::string_view name, std::string_view value) {
    return value.empty() ? null(name) : text(name, value);
}

JsonObject& JsonObject::integer(std::string_view name, std::int64_t value) {
    begin(name);
    out_ += std::to_string(value);
    return *this;
}

JsonObject& JsonObject::boolean(std::string_view name, bool value) {
    begin(name);
    out_ += value ? "true" : "false";
    return *this;
}

JsonObject& JsonObject::null(std::string_view name) {
    begin(name);
    out_ += "null";
    return *this;
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
    begin(name);
    out_ += json;
    return *this;
}

std::string JsonObject::take() {
    out_ += '}';
    auto done = std::move(out_);
    out_ = "{";
    return done;
}

}  // namespace core
