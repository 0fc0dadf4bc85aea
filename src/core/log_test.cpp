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
    bool takes(LogLevel level, std::string_view) const override { return level <= LogLevel::warn; }
    void write(LogLevel, std::string, std::string line) override { text = std::move(line); }
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
}

TEST_CASE("levels are those of winston") {
    for (const auto* name : {"error", "warn", "info", "http", "verbose", "debug", "silly"})
        CHECK(to_string(parse_log_level(name).value()) == name);
    CHECK_FALSE(parse_log_level("warning"));
}
