#include "app/log_levels.hpp"

#include <algorithm>

#include "auth/auth_store.hpp"
#include "core/json.hpp"
#include "core/json_text.hpp"

namespace app {
namespace {

using net::http::Request;
using net::http::Response;

constexpr const char* all_levels = "error, warn, info, http, verbose, debug, silly";
constexpr std::size_t shown_bytes_max = 64;  // of a wrong word in its error

struct Change {
    std::optional<core::LogLevel> level;
    // Absent: the module goes with the rest again.
    std::vector<std::pair<std::string, std::optional<core::LogLevel>>> modules;
};

core::Error unknown_level(std::string_view given) {
    return {core::Kind::invalid,
            "logs.unknown_level",
            {{"level", std::string(given.substr(0, shown_bytes_max))}, {"choices", all_levels}}};
}

core::Error unknown_module(std::string_view given, const core::LogLevels& levels) {
    std::string choices;
    for (const auto& [name, level] : levels.modules)
        choices += (choices.empty() ? "" : ", ") + name;
    return {core::Kind::invalid,
            "logs.unknown_module",
            {{"module", std::string(given.substr(0, shown_bytes_max))}, {"choices", choices}}};
}

core::Result<core::LogLevel> read_level(const core::json::value& value) {
    const auto* text = value.if_string();
    const std::string_view name = text ? std::string_view(text->data(), text->size()) : "";
    if (const auto level = core::parse_log_level(name)) return *level;
    return unknown_level(name);
}

// Everything is looked at before anything is changed.
core::Result<Change> read_change(std::string_view body, const core::LogLevels& levels) {
    const auto json = core::parse_json(body);
    if (!json) return json.error();
    core::JsonReader reader(*json);
    if (reader.fault()) return *reader.fault();
    Change change;
    if (const auto* level = reader.find("level")) {
        auto read = read_level(*level);
        if (!read) return read.error();
        change.level = *read;
    }
    const auto* modules = reader.find("modules");
    if (!modules) return change;
    if (!modules->is_object())
        return core::Error{core::Kind::invalid, "json.value", {{"field", "modules"}}};
    for (const auto& [key, value] : modules->as_object()) {
        std::string name(key.data(), key.size());
        const bool known = std::ranges::any_of(
            levels.modules, [&](const auto& module) { return module.first == name; });
        if (!known) return unknown_module(name, levels);
        if (value.is_null()) {
            change.modules.emplace_back(std::move(name), std::nullopt);
            continue;
        }
        auto read = read_level(value);
        if (!read) return read.error();
        change.modules.emplace_back(std::move(name), *read);
    }
    return change;
}

std::string modules_json(const core::LogLevels& levels) {
    core::JsonObject modules;
    for (const auto& [name, level] : levels.modules) modules.text(name, core::to_string(level));
    return modules.take();
}

// For the audit: what was understood, and nothing else of the request.
std::string change_json(const Change& change) {
    core::JsonObject modules;
    for (const auto& [name, level] : change.modules)
        level ? modules.text(name, core::to_string(*level)) : modules.null(name);
    core::JsonObject all;
    if (change.level) all.text("level", core::to_string(*change.level));
    return all.raw("modules", modules.take()).take();
}

constexpr auto levels_schema = R"({"type":"object",
    "required":["level","modules","startLevel","lasts"],"properties":{
    "level":{"$ref":"#/components/schemas/LogLevel"},
    "modules":{"type":"object","description":"What each part of the server logs now",
        "additionalProperties":{"$ref":"#/components/schemas/LogLevel"}},
    "startLevel":{"$ref":"#/components/schemas/LogLevel"},
    "lasts":{"type":"string","enum":["until_restart"],
        "description":"A restart returns to startLevel, that of LOG_LEVEL"
}
}
})";

constexpr auto change_schema = R"({"type":"object","properties":{
    "level":{"$ref":"#/components/schemas/LogLevel"},
    "modules":{"type":"object","description":"null: the module goes with the rest again",
        "additionalProperties":{"oneOf":[{"$ref":"#/components/schemas/LogLevel"},
            {"type":"null"}]}}}})";

constexpr auto level_schema = R"({"type":"string",
    "enum":["error","warn","info","http","verbose","debug","silly"]})";

}  // namespace

LogLevelDoor::LogLevelDoor(core::LogSink& sink, store::Database& database)
    : sink_(sink), database_(database), start_level_(sink.levels().level) {}

Response LogLevelDoor::shown() const {
    const auto levels = sink_.levels();
    return net::http::ok(core::JsonObject()
                             .text("level", core::to_string(levels.level))
                             .raw("modules", modules_json(levels))
                             .text("startLevel", core::to_string(start_level_))
                             .text("lasts", "until_restart")
                             .take());
}

core::Task<Response> LogLevelDoor::change(const Request& request,
                                          const model::Principal& principal) {
    const auto change = read_change(request.body, sink_.levels());
    if (!change) co_return net::http::failure(request, change.error());

    co_await database_.write([actor = auth::Actor{principal.user, request.client},
                              detail = change_json(*change)](store::Transaction& tx) {
        auth::write_audit(tx, actor, {"log_levels_changed", "", detail});
    });
    if (change->level) sink_.set_level(*change->level);
    for (const auto& [name, level] : change->modules) sink_.set_module_level(name, level);
    co_return shown();
}

std::vector<net::Route> LogLevelDoor::routes() {
    constexpr auto path = "/api/monitoring/log-levels";
    return {{net::Method::get,
             path,
             model::Permission::monitor,
             [this](const Request&, const model::Principal&) { return core::ready_task(shown()); },
             {.summary = "What is logged, of all modules and of each.",
              .query = {},
              .response_schema = "LogLevels"}},
            {net::Method::put,
             path,
             model::Permission::administer,
             [this](const Request& request, const model::Principal& principal) {
                 return change(request, principal);
             },
             {.summary = "Changes what is logged, until a restart.",
              .query = {},
              .request_schema = "LogLevelsChange",
              .response_schema = "LogLevels"}}};
}

std::vector<net::NamedSchema> LogLevelDoor::schemas() {
    return {{"LogLevels", levels_schema},
            {"LogLevelsChange", change_schema},
            {"LogLevel", level_schema}};
}

}  // namespace app
