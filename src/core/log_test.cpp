#include "core/log.hpp"

#include <doctest/doctest.h>
#include <limits>

#include "core/json.hpp"
#include "core/testing.hpp"

using namespace core;

namespace {

json::object only_line(const ListLogSink& sink) {
    REQUIRE(sink.lines().size() == 1);
    return parse_json(sink.lines().front()).value().as_object();
}

// Takes warnings and errors, as text.
struct QuietSink : LogSink {
    QuietSink() : LogSink(LogLevel::warn) {}
    void write(const LogLine& line) override { text = line.text; }
    bool wants_text() const override { return true; }
    WallTime now() const override { return from_epoch_ms(0); }
    std::string text;
};

}  // namespace

TEST_CASE("a line holds timestamp, level, message and module, then context and fields") {
    ListLogSink sink;
    const auto log = Log(sink, "net").with("requestId", "r-1");
    log.info("request_done", {{"status", 200}, {"path", "/a\"b"}, {"ok", true}, {"share", 0.5}});
    const auto line = only_line(sink);
    std::string keys;
    for (const auto& [key, value] : line) keys += std::string(key) + " ";
    CHECK(keys == "timestamp level message module requestId status path ok share ");
    CHECK(from_iso8601(std::string_view(line.at("timestamp").as_string())));
    CHECK(line.at("level") == "info");
    CHECK(line.at("message") == "request_done");
    CHECK(line.at("module") == "net");
    CHECK(line.at("status") == 200);
    CHECK(line.at("path") == "/a\"b");
    CHECK(line.at("ok") == true);
    CHECK(line.at("share") == 0.5);
}

TEST_CASE("a number that JSON does not know is null") {
    ListLogSink sink;
    Log(sink, "net").warn("odd", {{"ratio", std::numeric_limits<double>::quiet_NaN()}});
    CHECK(only_line(sink).at("ratio").is_null());
}

TEST_CASE("a line break in a field does not break the line") {
    ListLogSink sink;
    Log(sink, "net").error("broken", {{"text", "a\nb"}});
    CHECK(sink.lines().front().find('\n') == std::string::npos);
    CHECK(only_line(sink).at("text") == "a\nb");
}

TEST_CASE("a sink is not given what it does not take") {
    QuietSink sink;
    Log(sink, "store").info("quiet");
    CHECK(sink.text.empty());
    Log(sink, "store").warn("loud", {{"n", 1}});
    CHECK(sink.text == "00:00:00.000 warn    store loud {\"n\":1}");
}

TEST_CASE("a log without a sink writes nothing") {
    Log().error("nobody_listens");
    Log().for_module("net").with("a", "b").success("nobody_listens");
}

TEST_CASE("a stack stands before the fields, and what has no causes says none") {
    ListLogSink sink;
    Log(sink, "net").error("broken", {{"error", "e"}, {"stack", "f < g"}, {"causes", ""}});
    CHECK(sink.lines().front().find(
              R"("message":"broken","stack":"f < g","module":"net","error":"e"})") !=
          std::string::npos);
}

TEST_CASE("a module's level changes while it runs, and goes back to the rest's") {
    QuietSink sink;
    const Log net(sink, "net");
    const Log store(sink, "store");
    const auto& module = sink.module("net");
    CHECK(sink.set_module_level("net", LogLevel::debug));
    CHECK(module.takes(LogLevel::debug));
    CHECK_FALSE(sink.module("store").takes(LogLevel::info));
    sink.set_level(LogLevel::error);
    CHECK(module.takes(LogLevel::debug));
    CHECK_FALSE(sink.module("store").takes(LogLevel::warn));
    CHECK(sink.set_module_level("net", std::nullopt));
    CHECK_FALSE(module.takes(LogLevel::warn));
    CHECK(sink.levels().level == LogLevel::error);
    CHECK(sink.levels().modules.size() == 2);
}

TEST_CASE("a module that nobody has named has no level to change") {
    QuietSink sink;
    CHECK_FALSE(sink.set_module_level("nett", LogLevel::debug));
    CHECK(sink.levels().modules.empty());
}

TEST_CASE("what is private has no way into a line") {
    static_assert(!std::is_constructible_v<LogField, std::string_view, const Secret&>);
    static_assert(!std::is_convertible_v<Secret, std::string>);
    static_assert(!std::is_convertible_v<Secret, std::string_view>);
    CHECK(fingerprint("a") == fingerprint("a"));
    CHECK(fingerprint("a") != fingerprint("b"));
    CHECK(fingerprint("34612345678").size() == 8);
}

TEST_CASE("levels are those of winston") {
    for (const auto* name : {"error", "warn", "info", "http", "verbose", "debug", "silly"})
        CHECK(to_string(parse_log_level(name).value()) == name);
    CHECK_FALSE(parse_log_level("warning"));
}
