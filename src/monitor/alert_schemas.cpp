#include "monitor/alert_routes.hpp"

namespace monitor {
namespace {

constexpr std::pair<std::string_view, std::string_view> schemas[] = {
    {"Threshold",
     R"({"type":"object","required":["name","group","unit","message","runbook","fed","comesWith",
            "direction","warning","critical","clear","durationMs","clearAfterMs","source",
            "updatedAt"],"properties":{
            "name":{"type":"string"},"group":{"type":"string"},"unit":{"type":"string"},
            "message":{"type":"string"},"runbook":{"type":"string"},
            "fed":{"type":"boolean","description":"False where nothing measures it yet."},
            "comesWith":{"type":["string","null"]},
            "direction":{"type":["string","null"],"enum":["above","below",null]},
            "warning":{"type":["number","null"]},"critical":{"type":["number","null"]},
            "clear":{"type":["number","null"]},"durationMs":{"type":"integer"},
            "clearAfterMs":{"type":"integer"},
            "source":{"type":"string","enum":["default","setting","put"]},
            "updatedAt":{"type":["string","null"],"format":"date-time"}}})"},
    {"ThresholdPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/Threshold"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"ThresholdChange", R"({"type":"object","required":["warning","critical"],"properties":{
            "warning":{"type":"number"},"critical":{"type":"number"},
            "clear":{"type":"number","description":"Where it is over; a twentieth back."},
            "durationMs":{"type":"integer"},"clearAfterMs":{"type":"integer"}}})"},
    {"Alert",
     R"({"type":"object","required":["id","rule","group","labels","state","severity","message",
            "runbook","value","unit","fields","pendingAt","firingAt","criticalAt","resolvedAt",
            "acknowledgedAt","acknowledgedBy","updatedAt"],"properties":{
            "id":{"type":"string"},"rule":{"type":"string"},"group":{"type":"string"},
            "labels":{"type":"object"},
            "state":{"type":"string","enum":["pending","firing","resolved","cleared"]},
            "severity":{"type":"string","enum":["ok","warning","critical"]},
            "message":{"type":"string"},"runbook":{"type":"string"},
            "value":{"type":["number","null"]},"unit":{"type":"string"},
            "fields":{"type":"object"},
            "pendingAt":{"type":"string","format":"date-time"},
            "firingAt":{"type":["string","null"],"format":"date-time"},
            "criticalAt":{"type":["string","null"],"format":"date-time"},
            "resolvedAt":{"type":["string","null"],"format":"date-time"},
            "acknowledgedAt":{"type":["string","null"],"format":"date-time"},
            "acknowledgedBy":{"type":["string","null"]},
            "updatedAt":{"type":"string","format":"date-time"}}})"},
    {"AlertPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/Alert"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"NewSilence", R"({"type":"object","required":["reason"],"properties":{
            "rule":{"type":"string"},"group":{"type":"string"},
            "until":{"type":"string","format":"date-time"},
            "durationMs":{"type":"integer"},"reason":{"type":"string"}}})"},
    {"Silence", R"({"type":"object","required":["id","rule","group","until","reason","createdBy",
            "createdAt"],"properties":{
            "id":{"type":"string"},"rule":{"type":["string","null"]},
            "group":{"type":["string","null"]},
            "until":{"type":"string","format":"date-time"},"reason":{"type":"string"},
            "createdBy":{"type":"string"},
            "createdAt":{"type":"string","format":"date-time"}}})"},
    {"SilencePage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/Silence"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"NewChannel",
     R"({"type":"object","required":["kind","name"],"properties":{
            "kind":{"type":"string","enum":["webhook","slack","email","whatsapp"]},
            "name":{"type":"string"},
            "url":{"type":"string","description":"Of webhook and slack; write-only."},
            "secret":{"type":"string","description":"Signs a webhook's calls; write-only."},
            "recipients":{"type":"array","items":{"type":"string"}},
            "template":{"type":"string"},
            "minimumSeverity":{"type":"string","enum":["warning","critical"]},
            "escalation":{"type":"boolean"},"enabled":{"type":"boolean"}}})"},
    {"ChannelChange",
     R"({"type":"object","properties":{
            "name":{"type":"string"},"url":{"type":"string"},"secret":{"type":"string"},
            "recipients":{"type":"array","items":{"type":"string"}},
            "template":{"type":"string"},
            "minimumSeverity":{"type":"string","enum":["warning","critical"]},
            "escalation":{"type":"boolean"},"enabled":{"type":"boolean"}}})"},
    {"Channel",
     R"({"type":"object","required":["id","kind","name","target","minimumSeverity","escalation",
            "enabled","fed","failures","lastError","lastSentAt","nextTryAt","createdAt",
            "updatedAt"],"properties":{
            "id":{"type":"string"},
            "kind":{"type":"string","enum":["webhook","slack","email","whatsapp"]},
            "name":{"type":"string"},
            "target":{"type":"string","description":"The host, or the recipients."},
            "minimumSeverity":{"type":"string","enum":["warning","critical"]},
            "escalation":{"type":"boolean"},"enabled":{"type":"boolean"},
            "fed":{"type":"boolean","description":"False where nothing goes out by it yet."},
            "failures":{"type":"integer"},"lastError":{"type":["string","null"]},
            "lastSentAt":{"type":["string","null"],"format":"date-time"},
            "nextTryAt":{"type":["string","null"],"format":"date-time"},
            "createdAt":{"type":"string","format":"date-time"},
            "updatedAt":{"type":"string","format":"date-time"}}})"},
    {"ChannelPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/Channel"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"Goals",
     R"({"type":"object","required":["goals","uptime"],"properties":{
            "goals":{"type":"array","items":{"type":"object",
            "required":["goal","target","good","total","budgetLeft","burnRates"],"properties":{
            "goal":{"type":"string","enum":["availability","latency","webhooks"]},
            "target":{"type":"number"},"good":{"type":"integer"},"total":{"type":"integer"},
            "budgetLeft":{"type":"number","description":"1: nothing used; below 0: overdrawn."},
            "burnRates":{"type":"object","required":["5m","30m","1h","6h"],"properties":{
            "5m":{"type":"number"},"30m":{"type":"number"},"1h":{"type":"number"},
            "6h":{"type":"number"}}}}}},
            "uptime":{"type":"object","required":["target","lastDay","last30Days","since"],
            "description":"In per cent of the time since the first start, planned stops included.",
            "properties":{"target":{"type":"number"},"lastDay":{"type":["number","null"]},
            "last30Days":{"type":["number","null"]},
            "since":{"type":["string","null"],"format":"date-time"}}}}})"},
    {"ChannelTest", R"({"type":"object","required":["delivered","reason"],"properties":{
            "delivered":{"type":"boolean"},"reason":{"type":["string","null"]}}})"},
};

}  // namespace

std::vector<std::pair<std::string_view, std::string_view>> alert_schemas() {
    return {std::begin(schemas), std::end(schemas)};
}

}  // namespace monitor
