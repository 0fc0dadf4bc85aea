#include "app/old_logs.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <set>

TEST_CASE("logs beyond the number that is kept go, and nothing else does") {
    std::string pattern = (std::filesystem::temp_directory_path() / "old_logsXXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    const std::set<std::string> kept{"combined.log",      "combined.1.log", "combined.2.log",
                                     "error.log",         "error.2.log",    "combined.x.log",
                                     "combined.3.log.gz", "notes.7.log",    "chasqui.db"};
    for (const auto& name : kept) std::ofstream(folder / name) << "x";
    for (const auto* name : {"combined.3.log", "combined.12.log", "error.3.log"})
        std::ofstream(folder / name) << "x";
    CHECK(app::remove_old_logs(folder.string(), 3) == 3);
    std::set<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        left.insert(entry.path().filename().string());
    CHECK(left == kept);
    CHECK(app::remove_old_logs(folder.string(), 3) == 0);
    CHECK(app::remove_old_logs("/nonexistent", 3) == 0);
    std::filesystem::remove_all(folder);
}
