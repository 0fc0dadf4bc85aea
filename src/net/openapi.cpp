#include "net/openapi.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

#include "core/json_text.hpp"
#include "core/text.hpp"
#include "net/http/router.hpp"

namespace net {
namespace {

constexpr auto failure_schema = R"({"type":"object",)"
                                R"("required":["success","error","code","hint","requestId"],)"
                                R"("properties":{"success":{"type":"boolean","const":false},)"
                                R"("error":{"type":"string"},"code":{"type":"string"},)"
                                R"("hint":{"type":"string"},"requestId":{"type":"string"}}})";
constexpr auto failure_answer =
    R"({"description":"What went wrong, for people and for programs.",)"
    R"("content":{"application/json":{"schema":{"$ref":"#/components/schemas/Failure"}}}})";
constexpr auto bearer_scheme = R"({"type":"http","scheme":"bearer"})";

std::string reference(const std::string& schema) {
    return core::JsonObject().text("$ref", "#/components/schemas/" + schema).take();
}

std::string json_content(const std::string& schema) {
    const auto media = core::JsonObject().raw("schema", schema).take();
    return core::JsonObject().raw("application/json", media).take();
}

// "/api/contacts/:id" and what it is called where a name is needed.
struct PathTemplate {
    std::string text;                     // "/api/contacts/{id}"
    std::vector<std::string> parameters;  // "id"
    std::string name;                     // "ApiContactsId"
};

PathTemplate template_of(const std::string& path) {
    PathTemplate out;
    for (auto segment : core::split(std::string_view(path).substr(1), '/')) {
        const bool takes_rest = segment == "*";
        const bool is_parameter = takes_rest || segment.starts_with(':');
        if (takes_rest) segment = "rest";
        if (segment.starts_with(':')) segment.remove_prefix(1);
        out.text += is_parameter ? "/{" + std::string(segment) + '}' : '/' + std::string(segment);
        if (is_parameter) out.parameters.emplace_back(segment);
        bool starts_word = true;
        for (const char c : segment) {
            const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!is_letter && !(c >= '0' && c <= '9')) {
                starts_word = true;
                continue;
            }
            out.name += starts_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
            starts_word = false;
        }
    }
    return out;
}

// "1 to 100 (50)" as a schema; absent for any other text.
std::optional<std::string> number_schema(std::string_view text) {
    const auto to = text.find(" to ");
    if (to == std::string_view::npos) return std::nullopt;
    const auto open = text.find(" (", to);
    const auto least = core::parse_integer(text.substr(0, to));
    const auto most = core::parse_integer(text.substr(to + 4, open - std::min(open, to + 4)));
    if (!least || !most) return std::nullopt;
    core::JsonObject schema;
    schema.text("type", "integer").integer("minimum", *least).integer("maximum", *most);
    if (open != std::string_view::npos)
        if (const auto usual = core::parse_integer(text.substr(open + 2, text.size() - open - 3)))
            schema.integer("default", *usual);
    return schema.take();
}

std::string query_parameter(const std::string& line) {
    const auto colon = line.find(':');
    const auto what = colon == std::string::npos
                          ? std::string_view{}
                          : core::trim(std::string_view(line).substr(colon + 1));
    core::JsonObject parameter;
    parameter.text("name", core::trim(std::string_view(line).substr(0, colon)))
        .text("in", "query")
        .boolean("required", false)
        .text("description", what)
        .raw("schema", number_schema(what).value_or(R"({"type":"string"})"));
    return parameter.take();
}

std::string path_parameter(const std::string& name) {
    return core::JsonObject()
        .text("name", name)
        .text("in", "path")
        .boolean("required", true)
        .raw("schema", R"({"type":"string"})")
        .take();
}

std::string success_answer(const RouteDoc& doc) {
    core::JsonObject answer;
    answer.text("description", doc.summary);
    if (!doc.response_schema.empty()) {
        const auto properties = core::JsonObject()
                                    .raw("success", R"({"type":"boolean","const":true})")
                                    .raw("data", reference(doc.response_schema))
                                    .take();
        const auto envelope = core::JsonObject()
                                  .text("type", "object")
                                  .raw("required", R"(["success","data"])")
                                  .raw("properties", properties)
                                  .take();
        answer.raw("content", json_content(envelope));
    }
    return answer.take();
}

std::string operation(const Route& route, const PathTemplate& path) {
    auto id = core::to_lower_ascii(http::to_string(route.method)) + path.name;
    std::vector<std::string> parameters;
    for (const auto& name : path.parameters) parameters.push_back(path_parameter(name));
    for (const auto& line : route.doc.query) parameters.push_back(query_parameter(line));

    core::JsonObject out;
    out.text("operationId", id).text("summary", route.doc.summary);
    out.raw("parameters", core::json_array(parameters, [](const auto& text) { return text; }));
    if (!route.doc.request_schema.empty()) {
        const auto body = core::JsonObject()
                              .boolean("required", true)
                              .raw("content", json_content(reference(route.doc.request_schema)))
                              .take();
        out.raw("requestBody", body);
    }
    const auto responses =
        core::JsonObject()
            .raw(std::to_string(route.doc.success_status), success_answer(route.doc))
            .raw("default", failure_answer)
            .take();
    out.raw("responses", responses);
    const bool is_open = route.permission == model::Permission::everyone;
    out.raw("security", is_open ? "[]" : R"([{"bearer":[]}])");
    return out.take();
}

void check_schemas(const std::vector<Route>& routes, const std::vector<NamedSchema>& schemas) {
    std::set<std::string> known{""};
    for (const auto& schema : schemas) known.insert(schema.name);
    for (const auto& route : routes)
        for (const auto& name : {route.doc.request_schema, route.doc.response_schema})
            if (!known.contains(name))
                throw std::logic_error(route.path + " names the schema " + name +
                                       ", which is not given");
}

}  // namespace

std::string openapi_document(const ApiInfo& info, const std::vector<Route>& routes,
                             const std::vector<NamedSchema>& schemas) {
    check_schemas(routes, schemas);
    // Methods of one path stand together, in the order in which the paths come.
    std::vector<std::string> order;
    std::map<std::string, core::JsonObject> paths;
    for (const auto& route : routes) {
        const auto path = template_of(route.path);
        if (!paths.contains(path.text)) order.push_back(path.text);
        paths[path.text].raw(core::to_lower_ascii(http::to_string(route.method)),
                             operation(route, path));
    }
    core::JsonObject path_items;
    for (const auto& path : order) path_items.raw(path, paths[path].take());

    core::JsonObject components;
    components.raw("Failure", failure_schema);
    for (const auto& schema : schemas) components.raw(schema.name, schema.json);
    const auto all_components =
        core::JsonObject()
            .raw("schemas", components.take())
            .raw("securitySchemes", core::JsonObject().raw("bearer", bearer_scheme).take())
            .take();
    const auto about = core::JsonObject()
                           .text("title", info.title)
                           .text("version", info.version)
                           .text("description", info.description)
                           .take();
    return core::JsonObject()
        .text("openapi", "3.1.0")
        .raw("info", about)
        .raw("paths", path_items.take())
        .raw("components", all_components)
        .take();
}

}  // namespace net
