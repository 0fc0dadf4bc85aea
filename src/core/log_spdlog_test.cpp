#include "core/log_spdlog.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

#include "core/json.hpp"
#include "core/random.hpp"

using namespace core;

namespace {

// A folder of its own, gone with the fixture.
struct LogFolder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("chasqui-log-" + SystemRandom().token(8));
    ~LogFolder() { std::filesystem::remove_all(path); }

    LogOptions options(LogLevel level = LogLevel::info) const {
        LogOptions made;
        made.level = level;
        made.folder = (path / "logs").string();
        return made;
    }
    std::vector<std::string> lines(const char* name) const {
        std::ifstream file(path / "logs" / name);
        std::vector<std::string> all;
        for (std::string line; std::getline(file, line);) all.push_back(line);
        return all;
    }
    std::size_t files() const {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& entry :
             std::filesystem::directory_iterator(path / "logs"))
            ++count;
        return count;
    }
};

}  // namespace

TEST_CASE_FIXTURE(LogFolder, "combined.log has every line, error.log the errors") {
    {
        SpdlogSink sink(options());
        const Log log(sink, "net");
        log.debug("too_fine");
        log.info("percent", {{"text", "100 {} % \"é\""}});
        log.error("broken");
    }
    const auto combined = lines("combined.log");
    REQUIRE(combined.size() == 2);
    CHECK(parse_json(combined[0]).value().at("text") == "100 {} % \"é\"");
    CHECK(lines("error.log") == std::vector<std::string>{combined[1]});
}

TEST_CASE_FIXTURE(LogFolder, "three files are kept of a log, the current one included") {
    auto small = options();
    small.file_bytes_max = 1000;
    {
        SpdlogSink sink(small);
        const Log log(sink, "net");
        for (int i = 0; i < 100; ++i) log.info("line_to_fill_the_file", {{"i", i}});
    }
    CHECK(files() == 3 + 1);
    for (const auto* name : {"combined.log", "combined.1.log", "combined.2.log"})
        CHECK(std::filesystem::file_size(path / "logs" / name) <= 1000);
    CHECK(lines("combined.log").back().find("\"i\":99") != std::string::npos);
}

TEST_CASE_FIXTURE(LogFolder, "a module's level changes while it runs, and goes back") {
    SpdlogSink sink(options(LogLevel::warn));
    CHECK_FALSE(sink.takes(LogLevel::debug, "net"));
    CHECK(sink.set_module_level("net", LogLevel::debug));
    CHECK(sink.takes(LogLevel::debug, "net"));
    CHECK_FALSE(sink.takes(LogLevel::info, "store"));
    sink.set_level(LogLevel::error);
    CHECK_FALSE(sink.takes(LogLevel::warn, "store"));
    CHECK(sink.set_module_level("net", std::nullopt));
    CHECK_FALSE(sink.takes(LogLevel::warn, "net"));
}

TEST_CASE_FIXTURE(LogFolder, "a full queue drops its oldest lines and counts them") {
    auto narrow = options();
    narrow.queue_lines_max = 4;
    std::uint64_t dropped = 0;
    {
        SpdlogSink sink(narrow);
        const Log log(sink, "net");
        for (int i = 0; i < 20'000; ++i) log.info("burst", {{"i", i}});
        dropped = sink.dropped_lines();
    }
    const auto combined = lines("combined.log");
    CHECK(dropped > 0);
    CHECK(combined.back().find("\"i\":19999") != std::string::npos);
}

TEST_CASE_FIXTURE(LogFolder, "a folder that cannot be written stops the start with its path") {
    auto bad = options();
    bad.folder = "/proc/nowhere";
    CHECK_THROWS_WITH_AS(SpdlogSink{bad}, doctest::Contains("/proc/nowhere"), std::exception);
}
