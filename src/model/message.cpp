#include "model/message.hpp"

#include <array>

#include "core/check.hpp"
#include "core/json_text.hpp"

namespace model {
namespace {

struct NamedStatus {
    MessageStatus status;
    std::string_view name;
    int rank;
};

constexpr std::array<NamedStatus, 12> statuses{{
    {MessageStatus::received, "received", 0},
    {MessageStatus::queued, "queued", 0},
    {MessageStatus::dispatching, "dispatching", 0},
    {MessageStatus::accepted, "accepted", 1},
    {MessageStatus::sent, "sent", 2},
    {MessageStatus::failed, "failed", 3},
    {MessageStatus::delivered, "delivered", 4},
    {MessageStatus::read, "read", 5},
    {MessageStatus::played, "played", 6},
    {MessageStatus::expired, "expired", 0},
    {MessageStatus::cancelled, "cancelled", 0},
    {MessageStatus::unconfirmed, "unconfirmed", 0},
}};

const NamedStatus& entry_of(MessageStatus status) {
    for (const auto& entry : statuses)
        if (entry.status == status) return entry;
    core::unreachable("model::MessageStatus has no such value");
}

// The hint belongs to the text: a person who reads why wants to know what to do.
std::string to_json(const MessageError& error, core::Language language) {
    const auto words = words_for(error, language);
    core::JsonObject json;
    json.text("code", error.code)
        .text("text", words.hint.empty() ? words.text : words.text + " " + words.hint)
        .text_or_null("detail", std::string_view(error.detail));
    if (error.meta_code)
        json.integer("metaCode", *error.meta_code);
    else
        json.null("metaCode");
    return json.take();
}

}  // namespace

std::optional<MessageStatus> parse_message_status(std::string_view name) {
    for (const auto& entry : statuses)
        if (entry.name == name) return entry.status;
    return std::nullopt;
}

std::string_view to_string(MessageStatus status) {
    return entry_of(status).name;
}

int status_rank(MessageStatus status) {
    return entry_of(status).rank;
}

core::Words words_for(const MessageError& error, core::Language language) {
    core::Error failure{core::Kind::conflict, error.code, {{"name", error.detail}}};
    if (error.meta_code) {
        if (!core::has_words(failure.code)) failure.code = "whatsapp.refused";
        const auto number = "#" + std::to_string(*error.meta_code);
        // Meta's sentences may have their full stop already.
        std::string_view detail = error.detail.empty() ? number : error.detail;
        while (detail.ends_with('.')) detail.remove_suffix(1);
        failure.parameters = {{"detail", std::string(detail)}};
    }
    return core::words_for(failure, language);
}

std::string to_json(const Message& message, core::Language language) {
    core::JsonObject json;
    json.text("id", message.id.text())
        .text("conversationId", message.conversation.text())
        .text_or_null("clientId", std::string_view(message.client_id.text()))
        .text("direction", message.direction == Direction::inbound ? "inbound" : "outbound")
        .text("type", message.type)
        .text_or_null("text", message.text)
        .raw("content", message.content.empty() ? "{}" : message.content)
        .text_or_null("wamid", std::string_view(message.wamid))
        .text("status", to_string(message.status));
    if (message.error)
        json.raw("error", to_json(*message.error, language));
    else
        json.null("error");
    if (message.author.empty())
        json.null("author");
    else
        json.raw("author", core::JsonObject()
                               .text("id", message.author.text())
                               .text("name", message.author_name)
                               .take());
    return json.text("sortAt", core::to_iso8601(message.sort_at))
        .text("createdAt", core::to_iso8601(message.created_at))
        .take();
}

}  // namespace model
