#include "app/old_logs.hpp"

#include <filesystem>
#include <vector>

#include "core/text.hpp"

namespace app {
namespace {

// "combined.3.log" is 3; nothing for any other name.
std::optional<std::int64_t> rotation_of(const std::string& name) {
    for (const std::string_view log : {"combined.", "error."}) {
        constexpr std::string_view end = ".log";
        if (!name.starts_with(log) || !name.ends_with(end)) continue;
        if (name.size() <= log.size() + end.size()) continue;
        return core::parse_integer(
            std::string_view(name).substr(log.size(), name.size() - log.size() - end.size()));
    }
    return std::nullopt;
}

}  // namespace

std::int64_t remove_old_logs(const std::string& folder, std::size_t files_kept) {
    namespace fs = std::filesystem;
    std::error_code none;
    std::vector<fs::path> old;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        const auto rotation = rotation_of(entry.path().filename().string());
        if (rotation && *rotation >= static_cast<std::int64_t>(files_kept) &&
            entry.is_regular_file(none))
            old.push_back(entry.path());
    }
    std::int64_t removed = 0;
    for (const auto& path : old)
        if (fs::remove(path, none)) ++removed;
    return removed;
}

}  // namespace app
