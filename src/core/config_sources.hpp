#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.hpp"

// How each layer of the configuration is read, before anybody asks what a key means.
namespace core {

// A value as a layer gave it, and where: "chasqui.toml:12", ".env:3", "environment".
struct RawSetting {
    std::string value;
    std::string source;
};

// Keys in the environment's spelling (SOCKET_PING_TIMEOUT).
struct ConfigLayer {
    std::map<std::string, RawSetting> values;
    std::vector<ConfigFault> faults;
};

// `source` is what faults and values are said to come from, with ":LINE" behind it.
// Lines are NAME=value, with `export` before or not. Value: bare (ends at " #"), 'as it is', or
// "with \n \r \t \" \\ \$"; quoted ones may hold line breaks. The last of two equal names stands.
ConfigLayer parse_env(std::string_view text, std::string_view source);

// Flat TOML: keys in lower case, values texts, whole numbers, truths or arrays of texts.
ConfigLayer parse_toml(std::string_view text, std::string_view source);

// The file's bytes, at most `bytes_max`; absent where it cannot be read whole.
std::optional<std::string> read_small_file(const std::string& path, std::size_t bytes_max);

}  // namespace core
