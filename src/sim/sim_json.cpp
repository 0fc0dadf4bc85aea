#include "sim/sim_json.hpp"

#include <algorithm>
#include <vector>

#include "core/json.hpp"
#include "core/json_text.hpp"

namespace sim {
namespace {

namespace json = boost::json;

std::string line_json(const Line& line) {
    core::JsonObject object;
    object.text("wamid", line.wamid)
        .text("side", line.side == Side::customer ? "customer" : "business")
        .text("type", line.type)
        .text("text", line.text)
        .text("quoted", line.quoted)
        .text("at", core::to_iso8601(line.at))
        .raw("content", core::to_json(line.content));
    if (line.side == Side::business)
        object.text("progress", to_string(line.progress));
    else
        object.boolean("seen", line.seen_by_business);
    return object.take();
}

std::string text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : "";
}

core::Error bad_message(std::string reason) {
    return {core::Kind::invalid, "sim.bad_message", {{"reason", std::move(reason)}}};
}

}  // namespace

std::string customer_json(const Customer& customer) {
    return core::JsonObject()
        .text("id", customer.handle())
        .text_or_null("waId", std::string_view{customer.wa_id})
        .text("userId", customer.user_id)
        .text_or_null("username", std::string_view{customer.username})
        .text("name", customer.name)
        .text("country", customer.country)
        .text("language", core::to_string(customer.language))
        .take();
}

std::string conversations_json(Simulator& simulator, std::uint64_t version) {
    std::vector<const Conversation*> changed;
    for (const auto& [key, conversation] : simulator.conversations().all())
        if (conversation.version > version) changed.push_back(&conversation);
    std::ranges::sort(changed,
                      [](const auto* a, const auto* b) { return a->version > b->version; });
    if (changed.size() > conversations_max) changed.resize(conversations_max);

    const auto& numbers = simulator.options().account.numbers;
    const auto items = core::json_array(changed, [&](const Conversation* conversation) {
        core::JsonObject object;
        object.raw("customer", customer_json(simulator.customers().all()[conversation->customer]))
            .text("number", numbers[conversation->number].id)
            .integer("version", static_cast<std::int64_t>(conversation->version));
        if (conversation->lines.empty())
            object.null("last");
        else
            object.raw("last", line_json(conversation->lines.back()));
        return object.take();
    });
    return core::JsonObject()
        .integer("version", static_cast<std::int64_t>(simulator.conversations().version()))
        .raw("items", items)
        .take();
}

std::string conversation_json(Simulator& simulator, const Conversation& conversation) {
    core::JsonObject object;
    object.raw("customer", customer_json(simulator.customers().all()[conversation.customer]))
        .text("number", simulator.options().account.numbers[conversation.number].id)
        .text("business", simulator.options().account.numbers[conversation.number].name)
        .integer("version", static_cast<std::int64_t>(conversation.version))
        .boolean("typing", conversation.typing_until > simulator.clock().steady())
        .boolean("played", simulator.crowd().is_played(conversation.customer));
    if (conversation.last_inbound_at)
        object.text("windowClosesAt",
                    core::to_iso8601(*conversation.last_inbound_at + service_window));
    else
        object.null("windowClosesAt");
    object.raw("lines", core::json_array(conversation.lines, line_json));
    return object.take();
}

std::string state_json(Simulator& simulator) {
    const auto& webhooks = simulator.webhooks();
    const auto sender =
        core::JsonObject()
            .text("url", webhooks.options().url)
            .boolean("verified", webhooks.verified())
            .boolean("subscribed", webhooks.subscribed())
            .integer("backlog", static_cast<std::int64_t>(webhooks.backlog()))
            .integer("dropped", static_cast<std::int64_t>(webhooks.dropped()))
            .integer("givenUp", static_cast<std::int64_t>(webhooks.given_up()))
            .integer("batch", static_cast<std::int64_t>(webhooks.options().batch))
            .integer("concurrency", static_cast<std::int64_t>(webhooks.options().concurrency))
            .take();
    return core::JsonObject()
        .integer("seed", static_cast<std::int64_t>(simulator.options().seed))
        .raw("rate", core::to_json(json::value(simulator.crowd().rate())))
        .text("now", core::to_iso8601(simulator.clock().wall()))
        .integer("advancedMs", simulator.clock().offset().count())
        .integer("customers", static_cast<std::int64_t>(simulator.customers().all().size()))
        .raw("webhooks", sender)
        .take();
}

core::Result<Simulator::WriteRequest> read_write_request(std::string_view body) {
    const auto parsed = core::parse_json(body);
    if (!parsed) return parsed.error();
    const auto* object = parsed->if_object();
    if (!object) return bad_message("an object");

    Simulator::WriteRequest request;
    request.from = text_of(*object, "from");
    request.name = text_of(*object, "name");
    request.number = text_of(*object, "number");
    auto type = text_of(*object, "type");
    if (type.empty()) type = "text";
    const auto* content = object->if_contains(type);
    if (type == "text") {
        auto text = text_of(*object, "text");
        if (text.empty() && content && content->is_object())
            text = text_of(content->get_object(), "body");
        if (text.empty()) return bad_message("text: not empty");
        request.writing = plain_text(std::move(text));
    } else if (content && content->is_structured()) {
        request.writing.type = type;
        request.writing.content = *content;
        if (content->is_object()) request.writing.text = text_of(content->get_object(), "caption");
    } else {
        request.invent = type;
        request.text = text_of(*object, object->contains("caption") ? "caption" : "text");
        request.target = text_of(*object, "target");
    }
    request.writing.quoted = text_of(*object, "quoted");
    return request;
}

}  // namespace sim
