#include "monitor/alert_routes.hpp"

#include <algorithm>
#include <cmath>

#include "auth/auth_store.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace monitor {
namespace {

using model::Permission;
using model::Principal;
using net::http::failure;
using net::http::ok;
using net::http::Request;
using net::http::Response;

constexpr std::int64_t page_items_max = 100;
constexpr core::Milliseconds silence_max{std::chrono::hours{30 * 24}};
constexpr std::size_t reason_bytes_max = 500;

auth::Actor actor_of(const Request& request, const Principal& principal) {
    return {principal.user, request.client};
}

std::string_view text_of(Direction direction) {
    return direction == Direction::above ? "above" : "below";
}

// What is in force for a rule, and from where.
struct InForce {
    const Rule& rule;
    Threshold threshold;
    std::optional<StoredThreshold> put;
};

InForce in_force(store::Transaction& tx, const Rule& rule, const MemoryLines& memory) {
    auto put = find_threshold(tx, rule.name);
    auto threshold = put ? put->threshold : usual_threshold(rule, memory);
    return {rule, threshold, std::move(put)};
}

std::string to_json(const InForce& one, core::Language language) {
    const auto& t = one.threshold;
    const auto words = words_of(one.rule, language);
    core::JsonObject json;
    json.text("name", one.rule.name)
        .text("group", one.rule.family)
        .text("unit", one.rule.unit)
        .text("message", words.text)
        .text("runbook", words.hint)
        .boolean("fed", one.rule.feed != Feed::none)
        .text_or_null("comesWith", one.rule.comes_with);
    if (one.rule.feed == Feed::condition)
        return json.null("direction")
            .null("warning")
            .null("critical")
            .null("clear")
            .integer("durationMs", t.duration.count())
            .integer("clearAfterMs", t.clear_after.count())
            .text("source", "default")
            .null("updatedAt")
            .take();
    return json.text("direction", text_of(t.direction))
        .raw("warning", number_json(t.warning))
        .raw("critical", number_json(t.critical))
        .raw("clear", number_json(t.clear))
        .integer("durationMs", t.duration.count())
        .integer("clearAfterMs", t.clear_after.count())
        .text("source", one.put                           ? "put"
                        : one.rule.name == "memory_usage" ? "setting"
                                                          : "default")
        .raw("updatedAt", one.put ? "\"" + core::to_iso8601(one.put->updated_at) + "\"" : "null")
        .take();
}

core::Task<Response> list_thresholds(AlertDoors& doors, const Request& request) {
    const auto items =
        co_await doors.database.read([memory = doors.alerts.memory_lines(),
                                      language = request.language](store::Transaction& tx) {
            return core::json_array(rules(), [&](const Rule& rule) {
                return to_json(in_force(tx, rule, memory), language);
            });
        });
    co_return ok(core::JsonObject().raw("items", items).null("before").null("after").take());
}

// A field that may be missing; what is no number is a fault of the reader.
std::optional<double> number_in(core::JsonReader& reader, std::string_view field) {
    const auto* value = reader.find(field);
    if (!value) return std::nullopt;
    if (!value->is_number()) {
        reader.fail("alert.number_expected", field);
        return std::nullopt;
    }
    return value->to_number<double>();
}

// What the body makes of the threshold that is in force.
core::Result<Threshold> read_threshold(const core::json::value& body, const Rule& rule,
                                       Threshold threshold) {
    core::JsonReader reader(body);
    for (const auto* field : {"warning", "critical"})
        if (!reader.find(field)) reader.fail("json.missing", field);
    const auto warning = number_in(reader, "warning");
    const auto critical = number_in(reader, "critical");
    const auto clear = number_in(reader, "clear");
    const auto duration = reader.integer_or("durationMs", threshold.duration.count());
    const auto clear_after = reader.integer_or(
        "clearAfterMs", reader.find("durationMs") ? duration : threshold.clear_after.count());
    if (reader.fault()) return *reader.fault();
    threshold.warning = *warning;
    threshold.critical = *critical;
    threshold.clear = clear.value_or(std::clamp(usual_clear(threshold.direction, threshold.warning),
                                                rule.range.minimum, rule.range.maximum));
    threshold.duration = core::Milliseconds(duration);
    threshold.clear_after = core::Milliseconds(clear_after);
    if (const auto fault = fault_in(threshold, rule.range)) return *fault;
    return threshold;
}

std::string detail_of(const Threshold& t) {
    return core::JsonObject()
        .raw("warning", number_json(t.warning))
        .raw("critical", number_json(t.critical))
        .raw("clear", number_json(t.clear))
        .integer("durationMs", t.duration.count())
        .integer("clearAfterMs", t.clear_after.count())
        .take();
}

core::Task<Response> put_one(AlertDoors& doors, const Request& request, const Principal& who) {
    const auto* rule = find_rule(request.path_parameter("name"));
    if (!rule)
        co_return failure(request, {core::Kind::not_found,
                                    "alert.unknown_metric",
                                    {{"name", request.path_parameter("name")}}});
    if (rule->feed == Feed::condition)
        co_return failure(request, {core::Kind::invalid, "alert.no_lines"});
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    struct Put {
        Threshold threshold;
        std::string json;
    };
    auto write = [body = *body, rule, memory = doors.alerts.memory_lines(),
                  language = request.language,
                  actor = actor_of(request, who)](store::Transaction& tx) -> core::Result<Put> {
        const auto wanted = read_threshold(body, *rule, in_force(tx, *rule, memory).threshold);
        if (!wanted) return wanted.error();
        put_threshold(tx, rule->name, {*wanted, tx.now(), actor.user.text()});
        auth::write_audit(tx, actor,
                          {"threshold_put", std::string(rule->name), detail_of(*wanted)});
        return Put{*wanted, to_json(in_force(tx, *rule, memory), language)};
    };
    const auto put = co_await doors.database.write(std::move(write));
    if (!put) co_return failure(request, put.error());
    doors.alerts.threshold_changed(std::string(rule->name), put->threshold);
    co_return ok(put->json);
}

core::Result<AlertPage> page_of(const Request& request) {
    AlertPage page;
    page.state = request.query_value("state").value_or("");
    page.before = request.query_value("before");
    page.after = request.query_value("after");
    constexpr auto invalid = core::Kind::invalid;
    if (!page.state.empty() && page.state != "pending" && page.state != "firing" &&
        page.state != "resolved")
        return core::Error{invalid, "alert.bad_state"};
    if (page.before && page.after) return core::Error{invalid, "alert.bad_cursor"};
    if (const auto limit = request.query_value("limit")) {
        const auto number = core::parse_integer(*limit);
        if (!number || *number < 1 || *number > page_items_max)
            return core::Error{invalid, "alert.bad_limit", {{"max", page_items_max}}};
        page.limit = *number;
    }
    return page;
}

core::Task<Response> list_alerts(AlertDoors& doors, const Request& request) {
    const auto page = page_of(request);
    if (!page) co_return failure(request, page.error());
    auto alerts = co_await doors.database.read([page = *page](store::Transaction& tx) {
        auto one_more = page;
        ++one_more.limit;
        return read_alerts(tx, one_more);
    });
    const bool more = static_cast<std::int64_t>(alerts.size()) > page->limit;
    if (more) alerts.pop_back();
    if (!page->after) std::ranges::reverse(alerts);
    std::optional<std::string> before, after;
    if (page->after) {
        before = alerts.empty() ? page->after : alerts.front().id;
        if (more) after = alerts.back().id;
    } else {
        if (more) before = alerts.front().id;
        if (page->before) after = alerts.empty() ? page->before : alerts.back().id;
    }
    co_return ok(core::JsonObject()
                     .raw("items", core::json_array(alerts,
                                                    [&](const Alert& alert) {
                                                        return to_json(alert, request.language);
                                                    }))
                     .text_or_null("before", before)
                     .text_or_null("after", after)
                     .take());
}

core::Task<Response> acknowledge_one(AlertDoors& doors, const Request& request,
                                     const Principal& who) {
    const auto done =
        co_await doors.database.write([id = request.path_parameter("id"),
                                       actor = actor_of(request, who)](store::Transaction& tx) {
            auto alert = acknowledge(tx, id, actor.user.text());
            if (alert) auth::write_audit(tx, actor, {"alert_acknowledged", id});
            return alert;
        });
    if (!done) co_return failure(request, done.error());
    co_return ok(to_json(*done, request.language));
}

core::Result<Silence> read_silence(const core::json::value& body, core::WallTime now) {
    core::JsonReader reader(body);
    constexpr auto invalid = core::Kind::invalid;
    Silence silence;
    silence.rule = reader.text_or("rule", "");
    silence.family = reader.text_or("group", "");
    silence.reason = reader.text("reason");
    const auto until = reader.optional_text("until");
    const auto duration = reader.integer_or("durationMs", 0);
    if (reader.fault()) return *reader.fault();
    if (silence.rule.empty() == silence.family.empty() ||
        (!silence.rule.empty() && !find_rule(silence.rule)) ||
        (!silence.family.empty() && !is_family(silence.family)))
        return core::Error{invalid, "alert.silence_of_nothing"};
    const auto parsed = until ? core::from_iso8601(*until)
                              : std::optional(now + core::Milliseconds(std::clamp<std::int64_t>(
                                                        duration, 0, silence_max.count() + 1)));
    if (!parsed || *parsed <= now || *parsed - now > silence_max)
        return core::Error{invalid, "alert.bad_silence_end", {{"days", 30}}};
    silence.until = *parsed;
    if (core::trim(silence.reason).empty() || silence.reason.size() > reason_bytes_max)
        return core::Error{invalid, "alert.silence_reason", {{"max", reason_bytes_max}}};
    return silence;
}

core::Task<Response> add_silence(AlertDoors& doors, const Request& request, const Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    const auto made =
        co_await doors.database.write([body = *body, actor = actor_of(request, who)](
                                          store::Transaction& tx) -> core::Result<Silence> {
            auto silence = read_silence(body, tx.now());
            if (!silence) return silence.error();
            silence->id = tx.new_id();
            silence->created_by = actor.user.text();
            silence->created_at = tx.now();
            insert_silence(tx, *silence);
            auth::write_audit(tx, actor, {"alert_silenced", silence->id});
            return *silence;
        });
    if (!made) co_return failure(request, made.error());
    co_return ok(to_json(*made), 201);
}

core::Task<Response> list_silences(AlertDoors& doors) {
    const auto silences = co_await doors.database.read(silences_now);
    co_return ok(
        core::JsonObject()
            .raw("items", core::json_array(silences, [](const auto& one) { return to_json(one); }))
            .null("before")
            .null("after")
            .take());
}

core::Task<Response> remove_silence(AlertDoors& doors, const Request& request,
                                    const Principal& who) {
    const auto removed = co_await doors.database.write(
        [id = request.path_parameter("id"),
         actor = actor_of(request, who)](store::Transaction& tx) -> core::Result<> {
            if (!delete_silence(tx, id))
                return core::Error{core::Kind::not_found, "alert.no_silence"};
            auth::write_audit(tx, actor, {"alert_silence_ended", id});
            return {};
        });
    if (!removed) co_return failure(request, removed.error());
    doors.alerts.look_again();
    co_return ok("{}");
}

}  // namespace

std::vector<net::Route> alert_routes(AlertDoors& doors) {
    using enum net::Method;
    std::vector<net::Route> all;
    const auto on = [&doors](auto* handler) -> net::Handler {
        return [&doors, handler](const Request& request, const Principal& who) {
            if constexpr (std::is_invocable_v<decltype(*handler), AlertDoors&, const Request&,
                                              const Principal&>)
                return handler(doors, request, who);
            else if constexpr (std::is_invocable_v<decltype(*handler), AlertDoors&, const Request&>)
                return handler(doors, request);
            else
                return handler(doors);
        };
    };
    all.emplace_back(
        get, "/api/monitoring/thresholds", Permission::monitor, on(list_thresholds),
        net::RouteDoc{"Every alert rule, its lines and what feeds it.", {}, "", "ThresholdPage"});
    all.emplace_back(
        put, "/api/monitoring/thresholds/:name", Permission::administer, on(put_one),
        net::RouteDoc{"Puts a rule's lines, for good.", {}, "ThresholdChange", "Threshold"});
    all.emplace_back(get, "/api/monitoring/alerts", Permission::monitor, on(list_alerts),
                     net::RouteDoc{"The alerts' timeline.",
                                   {"state: pending, firing or resolved", "limit: 1 to 100 (50)",
                                    "before: a cursor", "after: a cursor"},
                                   "",
                                   "AlertPage"});
    all.emplace_back(
        post, "/api/monitoring/alerts/:id/acknowledge", Permission::monitor, on(acknowledge_one),
        net::RouteDoc{"Acknowledges an alert: no repeat, no escalation.", {}, "", "Alert"});
    all.emplace_back(get, "/api/monitoring/silences", Permission::monitor, on(list_silences),
                     net::RouteDoc{"The silences that hold now.", {}, "", "SilencePage"});
    all.emplace_back(
        post, "/api/monitoring/silences", Permission::monitor, on(add_silence),
        net::RouteDoc{
            "Keeps the channels quiet about a rule or a group.", {}, "NewSilence", "Silence", 201});
    all.emplace_back(del, "/api/monitoring/silences/:id", Permission::monitor, on(remove_silence),
                     net::RouteDoc{"Ends a silence.", {}, "", "Empty"});
    return all;
}

}  // namespace monitor
