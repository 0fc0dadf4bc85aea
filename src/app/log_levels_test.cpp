#include "app/log_levels.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "store/testing.hpp"

namespace {

struct LevelsFixture : store::TestDatabase {
    LevelsFixture() {
        sink.set_level(core::LogLevel::warn);
        sink.module("http");
        sink.module("store");
    }
    net::http::Response put(const std::string& body) {
        net::http::Request request;
        request.body = body;
        model::Principal eva;
        eva.user = model::UserId{"u1"};
        return scheduler.complete(door().routes().at(1).handler(request, eva));
    }
    app::LogLevelDoor& door() {
        if (!door_) door_ = std::make_unique<app::LogLevelDoor>(sink, database);
        return *door_;
    }
    core::json::object data_of(const net::http::Response& response) const {
        return core::parse_json(response.body).value().at("data").as_object();
    }
    core::LogLevel level_of(const std::string& module) { return sink.module(module).level(); }

    core::ListLogSink sink;

private:
    std::unique_ptr<app::LogLevelDoor> door_;
};

}  // namespace

TEST_CASE_FIXTURE(LevelsFixture, "levels change for all modules and for one, and say until when") {
    const auto changed = put(R"({"level":"info","modules":{"store":"debug"}})");
    REQUIRE(changed.status == 200);
    const auto data = data_of(changed);
    CHECK(data.at("level") == "info");
    CHECK(data.at("startLevel") == "warn");
    CHECK(data.at("lasts") == "until_restart");
    CHECK(data.at("modules").at("http") == "info");
    CHECK(data.at("modules").at("store") == "debug");
    CHECK(level_of("store") == core::LogLevel::debug);
    CHECK(data_of(put(R"({"modules":{"store":null}})")).at("modules").at("store") == "info");
}

TEST_CASE_FIXTURE(LevelsFixture, "a level or a module that does not exist changes nothing") {
    for (const auto* wrong : {R"({"level":"loud"})", R"({"level":3})",
                              R"({"level":"info","modules":{"nowhere":"info"}})",
                              R"({"level":"info","modules":{"http":"loud"}})",
                              R"({"level":"info","modules":[]})", "[]"})
        CHECK(put(wrong).status == 400);
    CHECK(level_of("http") == core::LogLevel::warn);
    CHECK(put(R"({"level":"loud"})").body.find("error, warn, info") != std::string::npos);
    CHECK(put(R"({"modules":{"nowhere":"info"}})").body.find("http, store") != std::string::npos);
}
