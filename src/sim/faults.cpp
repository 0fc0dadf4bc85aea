#include "sim/faults.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>

namespace sim {
namespace {

namespace json = boost::json;

core::Error bad(std::string reason) {
    return {core::Kind::invalid, "sim.bad_fault", {{"reason", std::move(reason)}}};
}

std::string text_of(const json::value* value) {
    return value && value->is_string() ? std::string{value->get_string()} : "";
}

std::optional<double> number_of(const json::value* value) {
    if (!value || !value->is_number()) return std::nullopt;
    return value->to_number<double>();
}

bool is_true(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}

std::optional<int> integer(const json::object& object, std::string_view key) {
    const auto number = number_of(object.if_contains(key));
    if (!number || std::abs(*number) > 1e9) return std::nullopt;
    return static_cast<int>(*number);
}

bool is_plain_target(std::string_view target) {
    return target == "messages" || target == "reads" || target == "numbers" || target == "webhook";
}

constexpr double times_max = 1e9;

constexpr std::string_view effect_names[] = {
    "code",           "httpStatus",      "body",        "accept",      "delayMs",
    "cutAfterAccept", "cutBeforeAccept", "asyncFailed", "dropWebhook", "duplicateWebhook",
    "reorderWebhook", "badSignature"};

FaultEffect read_effect(const json::object& object) {
    FaultEffect effect;
    effect.code = integer(object, "code");
    effect.http_status = integer(object, "httpStatus");
    if (const auto* body = object.if_contains("body"))
        effect.body = body->is_string() ? text_of(body) : json::serialize(*body);
    if (!effect.http_status && object.contains("body")) effect.http_status = 200;
    effect.accept = is_true(object, "accept");
    effect.delay = core::Milliseconds{integer(object, "delayMs").value_or(0)};
    effect.cut_after_accept = is_true(object, "cutAfterAccept");
    effect.cut_before_accept = is_true(object, "cutBeforeAccept");
    effect.async_failed = integer(object, "asyncFailed");
    effect.drop_webhook = is_true(object, "dropWebhook");
    effect.duplicate_webhook = is_true(object, "duplicateWebhook");
    effect.reorder_webhook = is_true(object, "reorderWebhook");
    effect.bad_signature = is_true(object, "badSignature");
    return effect;
}

bool concerns_webhooks(const FaultEffect& effect) {
    return effect.drop_webhook || effect.duplicate_webhook || effect.reorder_webhook ||
           effect.bad_signature;
}

bool does_nothing(const FaultEffect& effect) {
    return !effect.code && !effect.http_status && effect.delay.count() == 0 &&
           !effect.cut_after_accept && !effect.cut_before_accept && !effect.async_failed &&
           !concerns_webhooks(effect);
}

}  // namespace

core::Result<Faults::Rule> Faults::parse(const json::value& value) {
    const auto* object = value.if_object();
    if (!object) return bad("a rule is an object");
    Rule rule;
    rule.source = value;
    rule.target = text_of(object->if_contains("target"));
    const bool target_is_known = is_plain_target(rule.target) ||
                                 rule.target.starts_with("number:") ||
                                 rule.target.starts_with("recipient:");
    if (!target_is_known)
        return bad("target: messages, reads, numbers, webhook, number:ID or recipient:HANDLE");

    const auto mode = text_of(object->if_contains("mode"));
    if (mode == "next")
        rule.mode = Mode::next;
    else if (mode == "every")
        rule.mode = Mode::every;
    else if (mode == "always")
        rule.mode = Mode::always;
    else if (mode == "probability")
        rule.mode = Mode::probability;
    else
        return bad("mode: next, every, always or probability");

    const auto n = number_of(object->if_contains("n"));
    rule.n = n.value_or(1);
    if (rule.mode == Mode::probability && (!n || *n < 0 || *n > 1))
        return bad("n: a probability from 0 to 1");
    if (rule.mode != Mode::probability &&
        (rule.n < 1 || rule.n > times_max || rule.n != std::floor(rule.n)))
        return bad("n: a whole number from 1 to 1000000000");

    const auto* effect = object->if_contains("effect");
    if (!effect || !effect->is_object()) return bad("effect: an object");
    for (const auto& [key, unused] : effect->get_object())
        if (std::ranges::find(effect_names, std::string_view{key}) == std::end(effect_names))
            return bad("effect: unknown name " + std::string{key});
    rule.effect = read_effect(effect->get_object());
    if (does_nothing(rule.effect)) return bad("effect: names nothing that goes wrong");
    if (rule.effect.http_status &&
        (*rule.effect.http_status < 200 || *rule.effect.http_status > 599))
        return bad("httpStatus: 200 to 599");
    if (rule.effect.delay.count() < 0) return bad("delayMs: 0 or more");

    const bool webhooks = concerns_webhooks(rule.effect);
    if (rule.target == "reads") rule.kind = FaultSubject::Kind::read_mark;
    if (rule.target == "numbers") rule.kind = FaultSubject::Kind::number;
    if (webhooks && is_plain_target(rule.target) && rule.target != "webhook")
        return bad("a webhook effect wants target webhook");
    if (webhooks || rule.target == "webhook") rule.kind = FaultSubject::Kind::webhook;
    if (!webhooks && rule.target == "webhook" && rule.effect.delay.count() == 0)
        return bad("target webhook takes delayMs and webhook effects");
    return rule;
}

core::Result<std::string> Faults::add(const json::value& json) {
    if (rules_.size() >= rules_max) return bad("too many rules; DELETE some");
    auto rule = parse(json);
    if (!rule) return rule.error();
    rule->id = "f" + std::to_string(++last_id_);
    rules_.push_back(std::move(*rule));
    return rules_.back().id;
}

core::Result<void> Faults::add_all(const json::value& rules) {
    if (!rules.is_array()) {
        const auto one = add(rules);
        if (!one) return one.error();
        return {};
    }
    for (const auto& rule : rules.get_array()) {
        const auto parsed = parse(rule);
        if (!parsed) return parsed.error();
    }
    for (const auto& rule : rules.get_array()) {
        const auto added = add(rule);
        if (!added) return added.error();
    }
    return {};
}

bool Faults::remove(std::string_view id) {
    return std::erase_if(rules_, [&](const Rule& rule) { return rule.id == id; }) > 0;
}

json::value Faults::to_json() const {
    json::array all;
    for (const auto& rule : rules_) {
        json::object one = rule.source.get_object();
        one["id"] = rule.id;
        one["asked"] = rule.asked;
        one["taken"] = rule.taken;
        all.push_back(std::move(one));
    }
    return all;
}

bool Faults::matches(const Rule& rule, const FaultSubject& subject) {
    if (rule.kind != subject.kind) return false;
    if (is_plain_target(rule.target)) return true;
    const std::string_view wanted = std::string_view{rule.target}.substr(rule.target.find(':') + 1);
    return rule.target.starts_with("number:") ? wanted == subject.number
                                              : wanted == subject.recipient;
}

bool Faults::strikes(Rule& rule) {
    ++rule.asked;
    switch (rule.mode) {
        case Mode::next: return rule.taken < static_cast<std::uint64_t>(rule.n);
        case Mode::every: return rule.asked % static_cast<std::uint64_t>(rule.n) == 0;
        case Mode::always: return true;
        case Mode::probability: return random_.unit() < rule.n;
    }
    return false;
}

std::optional<FaultEffect> Faults::take(const FaultSubject& subject) {
    for (auto& rule : rules_) {
        if (!matches(rule, subject) || !strikes(rule)) continue;
        ++rule.taken;
        return rule.effect;
    }
    return std::nullopt;
}

}  // namespace sim
