#include "whatsapp/json_tree.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <utility>

#include "core/json.hpp"

namespace whatsapp {
namespace {

using ParserError = boost::json::error_code;

void append_escaped(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (octet >= 0x20) {
                    out += c;
                } else {
                    out += "\\u00";
                    out += digits[octet >> 4];
                    out += digits[octet & 15];
                }
        }
    }
    out += '"';
}

}  // namespace

// What Boost.JSON's parser calls as it goes; returning false with an error ends it.
class JsonTreeBuilder {
public:
    static constexpr std::size_t max_object_size = SIZE_MAX;
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;

    bool on_document_begin(ParserError&) { return true; }
    bool on_document_end(ParserError&) { return true; }
    bool on_object_begin(ParserError&) { return open(JsonTree::Kind::object); }
    bool on_object_end(std::size_t, ParserError&) { return close(); }
    bool on_array_begin(ParserError&) { return open(JsonTree::Kind::array); }
    bool on_array_end(std::size_t, ParserError&) { return close(); }
    bool on_key_part(std::string_view part, std::size_t, ParserError&) { return take(part); }
    bool on_key(std::string_view part, std::size_t, ParserError&) {
        take(part);
        key_ = cut();
        return true;
    }
    bool on_string_part(std::string_view part, std::size_t, ParserError&) { return take(part); }
    bool on_string(std::string_view part, std::size_t, ParserError&) {
        return leaf(JsonTree::Kind::text, part);
    }
    bool on_number_part(std::string_view part, ParserError&) { return take(part); }
    bool on_int64(std::int64_t, std::string_view part, ParserError&) { return number(part); }
    bool on_uint64(std::uint64_t, std::string_view part, ParserError&) { return number(part); }
    bool on_double(double, std::string_view part, ParserError&) { return number(part); }
    bool on_bool(bool truth, ParserError&) {
        return leaf(JsonTree::Kind::boolean, truth ? "true" : "false");
    }
    bool on_null(ParserError&) { return leaf(JsonTree::Kind::null, ""); }
    bool on_comment_part(std::string_view, ParserError&) { return true; }
    bool on_comment(std::string_view, ParserError&) { return true; }

    void expect(std::size_t bytes) {
        tree_.characters_.reserve(bytes);
        tree_.nodes_.reserve(bytes / 20 + 1);
    }
    JsonTree take_tree() { return std::move(tree_); }

private:
    struct Open {
        std::uint32_t node;
        std::uint32_t last = JsonTree::none;  // its newest element
    };

    bool take(std::string_view part) {
        tree_.characters_ += part;
        return true;
    }
    JsonTree::Piece cut() {
        const auto end = static_cast<std::uint32_t>(tree_.characters_.size());
        const JsonTree::Piece piece{begun_, end - begun_};
        begun_ = end;
        return piece;
    }
    bool number(std::string_view part) { return leaf(JsonTree::Kind::number, part); }
    bool leaf(JsonTree::Kind kind, std::string_view part) {
        take(part);
        const auto text = cut();
        add(kind).text = text;
        return true;
    }
    bool open(JsonTree::Kind kind) {
        add(kind);
        open_.push_back({static_cast<std::uint32_t>(tree_.nodes_.size() - 1)});
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    JsonTree::Node& add(JsonTree::Kind kind) {
        auto& nodes = tree_.nodes_;
        const auto index = static_cast<std::uint32_t>(nodes.size());
        if (!open_.empty()) {
            auto& parent = open_.back();
            (parent.last == JsonTree::none ? nodes[parent.node].first : nodes[parent.last].next) =
                index;
            parent.last = index;
        }
        nodes.push_back({.kind = kind, .key = std::exchange(key_, {})});
        return nodes.back();
    }

    JsonTree tree_;
    std::vector<Open> open_;
    JsonTree::Piece key_;
    std::uint32_t begun_ = 0;
};

core::Result<JsonTree> JsonTree::parse(std::string_view text) {
    const core::Error malformed{core::Kind::invalid, "json.malformed"};
    if (text.size() >= none) return malformed;  // places in the text are counted in 32 bits
    boost::json::parse_options options;
    options.max_depth = core::json_depth_max;
    boost::json::basic_parser<JsonTreeBuilder> parser(options);
    parser.handler().expect(text.size());
    ParserError error;
    const auto read = parser.write_some(false, text.data(), text.size(), error);
    if (error == boost::json::error::too_deep)
        return core::Error{core::Kind::invalid, "json.too_deep"};
    if (error) return malformed;
    const auto rest = text.substr(read);
    if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos) return malformed;
    return parser.handler().take_tree();
}

JsonTree::Value JsonTree::root() const {
    return nodes_.empty() ? Value() : Value(*this, 0);
}

JsonTree::Value JsonTree::Value::operator[](std::string_view name) const {
    if (!is_object()) return {};
    for (auto child = node().first; child != none; child = tree_->nodes_[child].next)
        if (tree_->view(tree_->nodes_[child].key) == name) return Value(*tree_, child);
    return {};
}

std::string_view JsonTree::Value::text() const {
    const bool has_text = is(Kind::text) || is(Kind::number) || is(Kind::boolean);
    return has_text ? tree_->view(node().text) : std::string_view();
}

std::int64_t JsonTree::Value::integer() const {
    if (!is(Kind::number) && !is(Kind::text)) return 0;
    const auto digits = text();
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && stopped == end ? number : 0;
}

JsonTree::Value::Iterator JsonTree::Value::begin() const {
    return {tree_, is_array() ? node().first : none};
}

JsonTree::Value::Iterator JsonTree::Value::end() const {
    return {tree_, none};
}

bool JsonTree::Value::empty() const {
    return begin() == end();
}

std::string JsonTree::Value::to_json() const {
    std::string out;
    if (tree_) tree_->write(out, node_);
    return out;
}

// Calls itself as deep as the text was: parse() has bounded that.
void JsonTree::write(std::string& out, std::uint32_t index) const {
    const auto& node = nodes_[index];
    switch (node.kind) {
        case Kind::null: out += "null"; return;
        case Kind::boolean:
        case Kind::number: out += view(node.text); return;
        case Kind::text: append_escaped(out, view(node.text)); return;
        case Kind::array:
        case Kind::object: break;
    }
    const bool object = node.kind == Kind::object;
    out += object ? '{' : '[';
    for (auto child = node.first; child != none; child = nodes_[child].next) {
        if (child != node.first) out += ',';
        if (object) {
            append_escaped(out, view(nodes_[child].key));
            out += ':';
        }
        write(out, child);
    }
    out += object ? '}' : ']';
}

}  // namespace whatsapp
