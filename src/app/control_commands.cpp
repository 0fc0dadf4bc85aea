#include "app/control_commands.hpp"

#include "app/command_request.hpp"
#include "app/server.hpp"
#include "app/settings_json.hpp"
#include "monitor/alerts_store.hpp"

namespace app {

core::json::object to_failure(const core::Error& error) {
    core::json::object parameters;
    for (const auto& parameter : error.parameters)
        parameters[parameter.name] = parameter_text(error, parameter.name);
    return {{"failure",
             {{"kind", static_cast<int>(error.kind)},
              {"code", error.code},
              {"parameters", parameters}}}};
}

std::optional<core::Error> failure_in(const core::json::object& answer) {
    const auto* failure = answer.if_contains("failure");
    if (failure == nullptr || !failure->is_object()) return std::nullopt;
    core::JsonReader reader(*failure);
    core::Error error{static_cast<core::Kind>(reader.integer("kind")), reader.text("code")};
    if (const auto* parameters = reader.find("parameters");
        parameters != nullptr && parameters->is_object())
        for (const auto& [name, value] : parameters->as_object())
            if (value.is_string())
                error.parameters.emplace_back(std::string(name), std::string(value.as_string()));
    return error;
}

namespace {

// The settings, and of memory's two what was put over them: alerts ring at what was put, while the
// steps that save memory stay where the settings say.
std::vector<core::Config::Explained> explain(Server& server) {
    auto all = server.settings().registry.explain();
    const auto put = server.database().write_now(
        [](store::Transaction& tx) { return monitor::find_threshold(tx, "memory_usage"); });
    if (!put) return all;
    const auto& lines = put->threshold;
    for (auto& one : all) {
        const bool warns = one.info.name == "MAX_MEMORY_USAGE";
        if (!warns && one.info.name != "CRITICAL_MEMORY_USAGE") continue;
        one.source += "; alerts ring at " +
                      monitor::number_json(warns ? lines.warning : lines.critical) + ", put at " +
                      core::to_iso8601(put->updated_at);
    }
    return all;
}

}  // namespace

core::json::object answer_control(Server& server, const core::json::object& request) {
    const core::json::value value(request);
    core::JsonReader reader(value);
    const auto command = reader.text("command");
    if (command == "config") return {{"settings", to_json(explain(server))}};
    const auto apply = find_apply(command);
    if (apply == nullptr)
        return to_failure({core::Kind::invalid, "control.unknown_command", {{"command", command}}});
    auto result = server.database().write_now(
        [request, apply](store::Transaction& tx) { return apply(tx, request); });
    if (result.has_error()) return to_failure(result.error());
    return *std::move(result);
}

}  // namespace app
