// A .env file of any bytes: no crash, every line number within the file, and no value in a fault.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/check.hpp"
#include "core/config_sources.hpp"
#include "core/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
    const auto check_place = [lines](const std::string& source) {
        const auto line = core::parse_integer(source.substr(source.find(':') + 1));
        core::check(line && *line >= 1 && *line <= lines, "a line number lies within the file");
    };
    const auto layer = core::parse_env(text, ".env");
    for (const auto& [name, raw] : layer.values) {
        core::check(!name.empty() && name.find('=') == std::string::npos, "a name is a name");
        core::check(raw.value.size() <= size, "a value is no longer than its file");
        check_place(raw.source);
    }
    for (const auto& fault : layer.faults) {
        core::check(fault.value == "(hidden)", "what stands in a broken line is not shown");
        check_place(fault.source);
    }
    return 0;
}
