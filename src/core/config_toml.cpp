#include <algorithm>
#include <toml++/toml.h>

#include "core/config_sources.hpp"

namespace core {
namespace {

std::string upper(std::string_view key) {
    std::string out(key);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return out;
}

// The node as the environment would spell it; absent for what has no such spelling.
std::optional<std::string> as_text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    const auto* array = node.as_array();
    if (!array) return std::nullopt;
    std::string joined;
    for (const auto& item : *array) {
        const auto* text = item.as_string();
        if (!text || text->get().find(',') != std::string::npos) return std::nullopt;
        if (!joined.empty()) joined += ',';
        joined += text->get();
    }
    return joined;
}

ConfigFault wrong_kind(std::string where, std::string key, const toml::node& node) {
    ConfigFault fault{std::move(where), std::move(key), "a value of another kind",
                      "a text, a whole number, true or false, or an array of texts",
                      "Write name = value; texts in quotes."};
    if (node.is_table()) {
        fault.value = "a table";
        fault.remedy = "chasqui.toml has no [sections]: write each setting as name = value.";
    }
    return fault;
}

}  // namespace

ConfigLayer parse_toml(std::string_view text, std::string_view source) {
    ConfigLayer layer;
    const auto at = [source](const toml::source_region& region) {
        return std::string(source) + ":" + std::to_string(region.begin.line);
    };
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& fault) {
        // The library's own way to say that a file is no TOML.
        layer.faults.push_back({at(fault.source()), "chasqui.toml", "not TOML",
                                std::string(fault.description()),
                                "Correct that line; texts stand in quotes."});
        return layer;
    }
    for (const auto& [key, node] : table) {
        auto where = at(node.source());
        auto name = upper(key.str());
        if (name == key.str() && name != "") {
            // Upper case is the environment's spelling: two spellings of a key could differ.
            layer.faults.push_back({where, name, "a key in upper case", "keys in lower case",
                                    "Write it in lower case."});
        } else if (auto value = as_text(node)) {
            layer.values[std::move(name)] = {std::move(*value), std::move(where)};
        } else {
            layer.faults.push_back(wrong_kind(std::move(where), std::string(key.str()), node));
        }
    }
    return layer;
}

}  // namespace core
