#include "app/page_log.hpp"

#include <algorithm>
#include <array>

#include "core/json.hpp"
#include "core/json_text.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"

namespace app {
namespace {

using net::http::Request;
using net::http::Response;

// Fields of the server's own, whose names the page's do not take.
constexpr std::array<std::string_view, 9> own_names{
    "timestamp", "level", "message", "module", "requestId", "component", "user", "at", "repeated"};

struct PageField {
    std::string name;
    std::variant<std::int64_t, double, bool, std::string> value;
};

struct PageEntry {
    core::LogLevel level = core::LogLevel::info;
    std::string component;
    std::string event;
    std::string at;
    std::vector<PageField> fields;
};

struct PageBatch {
    std::vector<PageEntry> entries;
    std::int64_t dropped = 0;
};

core::Error wrong(std::string field) {
    return {core::Kind::invalid, "json.value", {{"field", std::move(field)}}};
}

bool is_name(std::string_view text) {
    constexpr std::string_view others = "_.:-";
    return !text.empty() && text.size() <= page_name_bytes_max &&
           std::ranges::all_of(text, [&](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      others.find(c) != std::string_view::npos;
           });
}

std::optional<core::LogLevel> level_of_page(std::string_view name) {
    using enum core::LogLevel;
    const auto level = core::parse_log_level(name);
    return level == error || level == warn || level == info || level == debug ? level
                                                                              : std::nullopt;
}

std::string cut_text(std::string_view text) {
    return core::redacted(core::first_characters(text, page_text_characters_max));
}

// Absent where the value is no scalar.
std::optional<PageField> read_field(std::string_view name, const core::json::value& value) {
    PageField field{std::string(name), {}};
    const bool taken = std::ranges::find(own_names, name) != own_names.end();
    if (taken) field.name = "page_" + field.name;
    if (core::is_private_name(name))
        field.value = std::string("[redacted]");
    else if (const auto* text = value.if_string())
        field.value = cut_text({text->data(), text->size()});
    else if (const auto* number = value.if_int64())
        field.value = *number;
    else if (const auto* real = value.if_double())
        field.value = *real;
    else if (const auto* truth = value.if_bool())
        field.value = *truth;
    else if (value.is_null())
        field.value = std::string("null");
    else
        return std::nullopt;
    // A phone number may come as a number too.
    if (const auto* number = std::get_if<std::int64_t>(&field.value))
        if (auto shown = core::redacted(std::to_string(*number)); shown.starts_with('['))
            field.value = std::move(shown);
    return field;
}

core::Result<std::vector<PageField>> read_fields(const core::json::value* value,
                                                 const std::string& path) {
    std::vector<PageField> fields;
    if (!value || value->is_null()) return fields;
    const auto* object = value->if_object();
    if (!object || object->size() > page_fields_max) return wrong(path);
    for (const auto& [key, member] : *object) {
        const std::string_view name(key.data(), key.size());
        if (!is_name(name)) return wrong(path);
        auto field = read_field(name, member);
        if (!field) return wrong(path + "." + std::string(name));
        fields.push_back(std::move(*field));
    }
    return fields;
}

core::Result<PageEntry> read_entry(const core::json::value& value, const std::string& path) {
    core::JsonReader reader(value);
    const auto level = level_of_page(reader.text("level"));
    PageEntry entry{.component = reader.text("component"),
                    .event = reader.text("event"),
                    .at = reader.text("at")};
    if (reader.fault()) {
        auto fault = *reader.fault();
        for (auto& parameter : fault.parameters)
            if (parameter.name == "field")
                parameter.value = path + "." + std::get<std::string>(parameter.value);
        return fault;
    }
    if (!level) return wrong(path + ".level");
    if (!is_name(entry.component)) return wrong(path + ".component");
    if (!is_name(entry.event)) return wrong(path + ".event");
    const auto at = core::from_iso8601(entry.at);
    if (!at) return wrong(path + ".at");
    entry.level = *level;
    entry.at = core::to_iso8601(*at);
    entry.component = core::redacted(entry.component);
    entry.event = core::redacted(entry.event);
    auto fields = read_fields(reader.find("fields"), path + ".fields");
    if (!fields) return fields.error();
    entry.fields = std::move(*fields);
    return entry;
}

core::Result<PageBatch> read_batch(std::string_view body) {
    const auto json = core::parse_json(body);
    if (!json) return json.error();
    core::JsonReader reader(*json);
    PageBatch batch;
    batch.dropped = reader.integer_or("dropped", 0);
    const auto* entries = reader.find("entries");
    if (!entries) reader.fail("json.missing", "entries");
    if (reader.fault()) return *reader.fault();
    const auto* list = entries->if_array();
    if (!list || list->size() > page_entries_max) return wrong("entries");
    if (batch.dropped < 0) return wrong("dropped");
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto entry = read_entry((*list)[i], "entries." + std::to_string(i));
        if (!entry) return entry.error();
        batch.entries.push_back(std::move(*entry));
    }
    return batch;
}

core::LogField shown(const PageField& field) {
    return std::visit([&](const auto& value) { return core::LogField(field.name, value); },
                      field.value);
}

void write_entry(const core::Log& log, const PageEntry& entry) {
    std::vector<core::LogField> fields{{"component", entry.component}, {"at", entry.at}};
    for (const auto& field : entry.fields) fields.push_back(shown(field));
    log.write(entry.level, entry.event, fields);
}

constexpr auto batch_schema = R"({"type":"object","required":["entries"],"properties":{
    "entries":{"type":"array","maxItems":100,"items":{"$ref":"#/components/schemas/LogEntry"}},
    "dropped":{"type":"integer","minimum":0,
        "description":"Entries that the page had no room for since its last batch"}}})";

constexpr auto entry_schema = R"({"type":"object",
    "required":["level","component","event","at"],"properties":{
    "level":{"type":"string","enum":["error","warn","info","debug"]},
    "component":{"type":"string","maxLength":64,"pattern":"^[A-Za-z0-9_.:-]+$"},
    "event":{"type":"string","maxLength":64,"pattern":"^[A-Za-z0-9_.:-]+$"},
    "fields":{"type":"object","maxProperties":16,
        "description":"Scalars by name; a text is cut after 2000 characters",
        "additionalProperties":{"type":["string","number","boolean","null"]}},
    "at":{"type":"string","format":"date-time"}}})";

constexpr auto taken_schema = R"({"type":"object","required":["entries"],"properties":{
    "entries":{"type":"integer","minimum":0,"description":"How many were taken"}}})";

}  // namespace

bool PageLogLimit::allow(const model::SessionId& session, core::SteadyTime now) {
    const std::lock_guard lock(mutex_);
    if (windows_.size() >= sessions_max && !windows_.contains(session))
        windows_.erase(std::ranges::min_element(windows_, {},
                                                [](const auto& one) { return one.second.begin; }));
    auto& own = windows_[session];
    if (own.batches == 0 || now - own.begin >= window) own = {now, 0};
    return ++own.batches <= batches_max;
}

PageLog::PageLog(Parts parts)
    : parts_(parts),
      log_(parts.sink, "page"),
      entries_(parts.metrics.counter("chasqui_page_log_entries_total",
                                     "Log entries that pages have sent")),
      dropped_(parts.metrics.counter("chasqui_page_log_entries_dropped_total",
                                     "Log entries that pages had no room for, as they say")),
      refused_(parts.metrics.counter("chasqui_page_log_batches_refused_total",
                                     "Batches of log entries that were malformed or too many")) {}

Response PageLog::take(const Request& request, const model::Principal& principal) {
    if (!limit_.allow(principal.session, parts_.clock.steady())) {
        refused_.add();
        return net::http::failure(request, {core::Kind::rate_limited, "logs.too_many"});
    }
    const auto batch = read_batch(request.body);
    if (!batch) {
        refused_.add();
        return net::http::failure(request, batch.error());
    }
    const auto log = log_.with("requestId", request.id).with("user", principal.user.text());
    for (const auto& entry : batch->entries) write_entry(log, entry);
    if (batch->dropped > 0) log.warn("page_entries_dropped", {{"entries", batch->dropped}});
    entries_.add(batch->entries.size());
    dropped_.add(static_cast<std::uint64_t>(batch->dropped));
    return net::http::ok(core::JsonObject()
                             .integer("entries", static_cast<std::int64_t>(batch->entries.size()))
                             .take());
}

std::vector<net::Route> PageLog::routes() {
    return {net::Route{net::Method::post,
                       "/api/logs",
                       model::Permission::signed_in,
                       [this](const Request& request, const model::Principal& principal) {
                           return core::ready_task(take(request, principal));
                       },
                       {.summary = "Writes what the page has logged into the server's log.",
                        .query = {},
                        .request_schema = "LogBatch",
                        .response_schema = "LogBatchTaken"},
                       page_batch_bytes_max}};
}

std::vector<net::NamedSchema> PageLog::schemas() {
    return {
        {"LogBatch", batch_schema}, {"LogEntry", entry_schema}, {"LogBatchTaken", taken_schema}};
}

}  // namespace app
