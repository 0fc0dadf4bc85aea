#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace whatsapp {

// Foreign JSON, kept as it came: numbers stay text (Meta's ids pass 2^53, and a price of 9.50 is
// not 9.5), members keep their order. Two allocations hold the whole tree, whatever its size.
class JsonTree {
public:
    // One whole text of at most core::json_depth_max levels, in valid UTF-8.
    // Fails with json.malformed or json.too_deep.
    static core::Result<JsonTree> parse(std::string_view text);

    class Value;
    Value root() const;

private:
    friend class JsonTreeBuilder;
    enum class Kind : std::uint8_t { null, boolean, number, text, array, object };
    static constexpr std::uint32_t none = UINT32_MAX;
    struct Piece {
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
    };
    struct Node {
        Kind kind = Kind::null;
        Piece key;   // of a member
        Piece text;  // a string without its escapes, a number or a boolean as written
        std::uint32_t first = none;
        std::uint32_t next = none;
    };
    std::string_view view(Piece piece) const {
        return std::string_view(characters_).substr(piece.offset, piece.length);
    }
    void write(std::string& out, std::uint32_t index) const;

    std::string characters_;
    std::vector<Node> nodes_;
};

// A place in the tree, or nowhere: looking further from nowhere leads nowhere, so that a path needs
// one check. The tree outlives it.
class JsonTree::Value {
public:
    Value() = default;

    explicit operator bool() const { return tree_ != nullptr; }
    bool is_object() const { return is(Kind::object); }
    bool is_array() const { return is(Kind::array); }

    // The first member of that name.
    Value operator[](std::string_view name) const;
    // A string, or a number or boolean as it was written; "" for everything else.
    std::string_view text() const;
    std::string string() const { return std::string(text()); }
    bool is_true() const { return is(Kind::boolean) && text() == "true"; }
    // A whole number, also where it came as a string; 0 for everything else.
    std::int64_t integer() const;

    // The elements of an array; none for everything else.
    class Iterator;
    Iterator begin() const;
    Iterator end() const;
    bool empty() const;

    // The value as JSON text; "" from nowhere.
    std::string to_json() const;

private:
    friend class JsonTree;
    Value(const JsonTree& tree, std::uint32_t node) : tree_(&tree), node_(node) {}
    const Node& node() const { return tree_->nodes_[node_]; }
    bool is(Kind kind) const { return tree_ && node().kind == kind; }

    const JsonTree* tree_ = nullptr;
    std::uint32_t node_ = none;
};

class JsonTree::Value::Iterator {
public:
    Iterator(const JsonTree* tree, std::uint32_t node) : tree_(tree), node_(node) {}
    Value operator*() const { return Value(*tree_, node_); }
    Iterator& operator++() {
        node_ = tree_->nodes_[node_].next;
        return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.node_ == b.node_; }

private:
    const JsonTree* tree_;
    std::uint32_t node_;
};

}  // namespace whatsapp
