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
// What Engine.IO's clients expect of a handshake that fails.
constexpr auto engine_error_schema = R"({"type":"object","required":["code","message"],)"
                                     R"("properties":{"code":{"type":"integer"},)"
                                     R"("message":{"type":"string"}}})";
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

std::string json_text(std::string_view text) {
    std::string out;
    core::append_json_text(out, text);
    return out;
}

bool is_word(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

// "all, mine or unread (all)" as a schema; absent for any other text.
std::optional<std::string> choice_schema(std::string_view text) {
    const auto open = std::min(text.find(" ("), text.size());
    const auto usual = text.substr(open);
    const auto last = text.substr(0, open).rfind(" or ");
    if (last == std::string_view::npos) return std::nullopt;
    std::vector<std::string_view> words;
    for (const auto word : core::split(text.substr(0, last), ','))
        words.push_back(core::trim(word));
    words.push_back(text.substr(last + 4, open - last - 4));
    if (!std::ranges::all_of(words, is_word)) return std::nullopt;
    core::JsonObject schema;
    schema.text("type", "string").raw("enum", core::json_array(words, json_text));
    for (const auto word : words)
        if (usual == " (" + std::string(word) + ')') schema.text("default", word);
    return schema.take();
}

// "Name: what it is", where "Name?" need not be there.
struct DocLine {
    std::string_view name;
    std::string_view what;
    bool required = true;
};

DocLine read_line(std::string_view line) {
    const auto colon = std::min(line.find(':'), line.size());
    DocLine out{core::trim(line.substr(0, colon)), core::trim(line.substr(colon))};
    if (out.what.starts_with(':')) out.what = core::trim(out.what.substr(1));
    if (out.name.ends_with('?')) {
        out.name.remove_suffix(1);
        out.required = false;
    }
    return out;
}

std::string query_parameter(const std::string& text) {
    const auto line = read_line(text);
    auto schema = number_schema(line.what);
    if (!schema) schema = choice_schema(line.what);
    core::JsonObject parameter;
    parameter.text("name", line.name)
        .text("in", "query")
        .boolean("required", false)
        .text("description", line.what)
        .raw("schema", schema.value_or(R"({"type":"string"})"));
    return parameter.take();
}

std::string header_parameter(const std::string& text) {
    const auto line = read_line(text);
    return core::JsonObject()
        .text("name", line.name)
        .text("in", "header")
        .boolean("required", line.required)
        .text("description", line.what)
        .raw("schema", R"({"type":"string"})")
        .take();
}

std::string path_parameter(const std::string& name) {
    return core::JsonObject()
        .text("name", name)
        .text("in", "path")
        .boolean("required", true)
        .raw("schema", R"({"type":"string"})")
        .take();
}

std::string envelope_of(const std::string& schema) {
    const auto properties = core::JsonObject()
                                .raw("success", R"({"type":"boolean","const":true})")
                                .raw("data", reference(schema))
                                .take();
    return core::JsonObject()
        .text("type", "object")
        .raw("required", R"(["success","data"])")
        .raw("properties", properties)
        .take();
}

// An answer without the envelope: by its schema, or text, or some JSON.
std::string bare_content(const RouteDoc& doc) {
    core::JsonObject content;
    for (const auto& type : doc.content_types) {
        const auto* any =
            type == "application/json" ? R"({"type":"object"})" : R"({"type":"string"})";
        const auto schema = doc.response_schema.empty() ? any : reference(doc.response_schema);
        content.raw(type, core::JsonObject().raw("schema", schema).take());
    }
    return content.take();
}

std::string response_headers(const RouteDoc& doc) {
    core::JsonObject headers;
    for (const auto& text : doc.response_headers) {
        const auto line = read_line(text);
        headers.raw(line.name, core::JsonObject()
                                   .text("description", line.what)
                                   .boolean("required", line.required)
                                   .raw("schema", R"({"type":"string"})")
                                   .take());
    }
    return headers.take();
}

std::string success_answer(const RouteDoc& doc) {
    core::JsonObject answer;
    answer.text("description", doc.summary);
    if (!doc.response_headers.empty()) answer.raw("headers", response_headers(doc));
    if (!doc.content_types.empty())
        answer.raw("content", bare_content(doc));
    else if (!doc.response_schema.empty())
        answer.raw("content", json_content(envelope_of(doc.response_schema)));
    return answer.take();
}

std::string answers(const RouteDoc& doc) {
    const auto success = success_answer(doc);
    core::JsonObject all;
    all.raw(std::to_string(doc.success_status), success);
    if (doc.other_status != 0) all.raw(std::to_string(doc.other_status), success);
    all.raw("default", core::JsonObject()
                           .text("description", "What went wrong, for people and for programs.")
                           .raw("content", json_content(reference(doc.failure_schema)))
                           .take());
    return all.take();
}

std::string operation(const Route& route, const PathTemplate& path) {
    auto id = core::to_lower_ascii(http::to_string(route.method)) + path.name;
    std::vector<std::string> parameters;
    for (const auto& name : path.parameters) parameters.push_back(path_parameter(name));
    for (const auto& line : route.doc.query) parameters.push_back(query_parameter(line));
    for (const auto& line : route.doc.request_headers) parameters.push_back(header_parameter(line));

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
    out.raw("responses", answers(route.doc));
    const bool is_open = route.permission == model::Permission::everyone;
    out.raw("security", is_open ? "[]" : R"([{"bearer":[]}])");
    return out.take();
}

void check_schemas(const std::vector<Route>& routes, const std::vector<NamedSchema>& schemas) {
    std::set<std::string> known{"", "Failure", "EngineError"};
    for (const auto& schema : schemas) known.insert(schema.name);
    for (const auto& route : routes)
        for (const auto& name :
             {route.doc.request_schema, route.doc.response_schema, route.doc.failure_schema})
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
    components.raw("Failure", failure_schema).raw("EngineError", engine_error_schema);
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
