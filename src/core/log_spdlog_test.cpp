#include "core/log_spdlog.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

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
        for (int i = 0; i < 100; ++i) log.info("line_to_fill_the_file", {{"i", std::to_string(i)}});
    }
    CHECK(files() == 3 + 1);
    for (const auto* name : {"combined.log", "combined.1.log", "combined.2.log"})
        CHECK(std::filesystem::file_size(path / "logs" / name) <= 1000);
    CHECK(lines("combined.log").back().find("\"i\":\"99\"") != std::string::npos);
}

TEST_CASE_FIXTURE(LogFolder, "without being told otherwise a file has 10 485 760 bytes at most") {
    CHECK(LogOptions{}.file_bytes_max == 10'485'760);
    CHECK(LogOptions{}.files_max == 3);
}

TEST_CASE_FIXTURE(LogFolder, "what repeats is written once, and how often it came") {
    {
        SpdlogSink sink(options());
        const Log log(sink, "net");
        for (int i = 0; i < 413; ++i) log.warn("peer_lost", {{"why", "timeout"}, {"ms", i}});
        log.warn("peer_lost", {{"why", "reset"}});
    }
    const auto combined = lines("combined.log");
    REQUIRE(combined.size() == 3);
    CHECK(combined[0].find("timeout") != std::string::npos);
    CHECK(combined[1].find("reset") != std::string::npos);
    CHECK(parse_json(combined[2]).value().at("repeated") == 412);
    CHECK(parse_json(combined[2]).value().at("message") == "peer_lost");
}

TEST_CASE_FIXTURE(LogFolder, "no error that says anything new is folded away") {
    {
        SpdlogSink sink(options());
        const Log log(sink, "net");
        for (int i = 0; i < 100; ++i) log.error("broken", {{"row", i}});
        for (int i = 0; i < 10; ++i) log.error("same", {{"requestId", std::to_string(i)}});
    }
    CHECK(lines("error.log").size() == 100 + 2);
    CHECK(parse_json(lines("error.log").back()).value().at("repeated") == 9);
}

TEST_CASE_FIXTURE(LogFolder, "at info successes are sampled, at debug there are all of them") {
    {
        SpdlogSink sink(options());
        const Log log(sink, "net");
        for (int i = 0; i < 500; ++i) log.success("answered", {{"status", 200}});
    }
    const auto sampled = lines("combined.log").size();
    CHECK(sampled < 100);
    {
        SpdlogSink sink(options(LogLevel::debug));
        const Log log(sink, "net");
        for (int i = 0; i < 500; ++i) log.success("answered", {{"status", 200}});
    }
    CHECK(lines("combined.log").size() == sampled + 500);
}

TEST_CASE_FIXTURE(LogFolder,
                  "a full queue keeps room for what is wrong, and counts what it loses") {
    auto narrow = options();
    narrow.queue_bytes_max = 4000;
    std::uint64_t lost = 0;
    {
        SpdlogSink sink(narrow);
        const Log log(sink, "net");
        for (int i = 0; i < 20'000 && sink.lost(LogLoss::queue) == 0; ++i)
            log.info("burst" + std::to_string(i));
        log.error("broken");
        lost = sink.lost(LogLoss::queue);
    }
    CHECK(lost > 0);
    CHECK(lines("error.log").size() == 1);
}

TEST_CASE_FIXTURE(LogFolder,
                  "a pipe that nobody reads costs lines, which are counted, and no wait") {
    int ends[2]{};
    REQUIRE(::pipe(ends) == 0);
    auto piped = options();
    piped.console = LogOptions::Console::json;
    piped.console_file = ends[1];
    std::uint64_t lost = 0;
    {
        SpdlogSink sink(piped);
        const Log log(sink, "net");
        const std::string filling(1000, 'x');
        for (int i = 0; i < 200; ++i) log.error("wide", {{"i", i}, {"text", filling}});
        while (sink.lost(LogLoss::pipe) == 0) std::this_thread::yield();
        lost = sink.lost(LogLoss::pipe);
    }
    CHECK(lost > 0);
    CHECK(lines("combined.log").size() == 200);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE_FIXTURE(LogFolder, "a folder that cannot be written stops the start with its path") {
    auto bad = options();
    bad.folder = "/proc/nowhere";
    CHECK_THROWS_WITH_AS(SpdlogSink{bad}, doctest::Contains("/proc/nowhere"), std::exception);
}
