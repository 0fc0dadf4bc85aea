#include "app/log_reader.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

#include "core/random.hpp"

using app::LogFilter;
using app::LogTail;
using app::read_log_line;

namespace {

struct LogFolder {
    LogFolder() { std::filesystem::create_directories(path); }
    ~LogFolder() { std::filesystem::remove_all(path); }
    void append(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::app) << text;
    }
    void rotate() const {
        if (std::filesystem::exists(path / "combined.1.log"))
            std::filesystem::rename(path / "combined.1.log", path / "combined.2.log");
        std::filesystem::rename(path / "combined.log", path / "combined.1.log");
    }
    std::vector<std::string> read() {
        std::vector<std::string> lines;
        found = tail.read(lines);
        return lines;
    }
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("chasqui-logs-" + core::SystemRandom().token(8));
    LogTail tail{path.string()};
    bool found = false;
};

app::LogRecord record(const std::string& members = "") {
    return read_log_line(
               R"({"timestamp":"2026-11-24T12:00:00.000Z","level":"warn","message":"lost","module":"net")" +
               members + "}")
        .value();
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(LogFolder, "rotated files are read too, the oldest first") {
    append("combined.2.log", "a\n");
    append("combined.1.log", "b\n");
    append("combined.log", "c\nd\n");
    CHECK(read() == Lines{"a", "b", "c", "d"});
    CHECK(read().empty());
}

TEST_CASE_FIXTURE(LogFolder, "what comes is read on, over rotations in between") {
    append("combined.log", "a\n");
    CHECK(read() == Lines{"a"});
    append("combined.log", "b\n");
    rotate();
    append("combined.log", "c\n");
    rotate();
    append("combined.log", "d\n");
    CHECK(read() == Lines{"b", "c", "d"});
}

TEST_CASE_FIXTURE(LogFolder, "half a line is none until the rest has come") {
    append("combined.log", "a\nha");
    CHECK(read() == Lines{"a"});
    CHECK(tail.half_line() == "ha");
    append("combined.log", "lf\n");
    CHECK(read() == Lines{"half"});
}

TEST_CASE_FIXTURE(LogFolder, "a folder without a log is told apart from an empty one") {
    read();
    CHECK_FALSE(found);
    append("combined.log", "");
    read();
    CHECK(found);
}

TEST_CASE("what is no line of the log is seen to be none") {
    CHECK_FALSE(read_log_line(R"({"timestamp":"2026-11-24T12:00:00.000Z","lev)"));
    CHECK_FALSE(read_log_line("{}"));
    CHECK_FALSE(read_log_line("[1]"));
    CHECK_FALSE(read_log_line(""));
}

TEST_CASE("a filter takes the level and what is worse, the module, the request and the time") {
    const auto line = record(R"(,"requestId":"r-1")");
    CHECK(passes(LogFilter{}, line));
    CHECK(passes({.level = core::LogLevel::warn}, line));
    CHECK_FALSE(passes({.level = core::LogLevel::error}, line));
    CHECK(passes({.module = "net"}, line));
    CHECK_FALSE(passes({.module = "ne"}, line));
    CHECK(passes({.request = "r-1"}, line));
    CHECK_FALSE(passes({.request = "r"}, line));
    CHECK(passes({.since = line.at}, line));
    CHECK_FALSE(passes({.since = line.at + core::Milliseconds{1}}, line));
}

TEST_CASE("people get the event, its fields, and a stack on lines of its own") {
    const auto line = record(R"(,"stack":"f+0x1 < g+0x2","ms":3,"why":"no answer","id":"c-1")");
    CHECK(to_text(line, app::Colour::none) ==
          "2026-11-24T12:00:00.000Z warn    net lost ms=3 why=\"no answer\" id=c-1\n"
          "    at f+0x1\n    at g+0x2");
    CHECK(to_text(line, app::Colour::ansi).find("\x1b[33mwarn\x1b[m") != std::string::npos);
}

TEST_CASE("nothing in the log steers the terminal that it is read on") {
    const auto line = record(R"(,"why":"\u001b[2J\u0007","stack":"\u001b[2J")");
    CHECK(to_text(line, app::Colour::none).find('\x1b') == std::string::npos);
}

TEST_CASE("since is a time, or how long ago") {
    const auto now = core::from_epoch_ms(1'795'500'000'000);
    CHECK(app::parse_since("15m", now) == now - std::chrono::minutes(15));
    CHECK(app::parse_since("7d", now) == now - std::chrono::days(7));
    CHECK(app::parse_since("2026-11-24T12:00:00Z", now) ==
          core::from_iso8601("2026-11-24T12:00:00Z"));
    for (const auto* wrong : {"", "m", "15", "15x", "-1h", "99999999999999999999s"})
        CHECK_FALSE(app::parse_since(wrong, now));
}
