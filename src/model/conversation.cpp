#include "model/conversation.hpp"

#include "core/check.hpp"
#include "core/json_text.hpp"

namespace model {
namespace {

void time_or_null(core::JsonObject& json, std::string_view name,
                  const std::optional<core::WallTime>& time) {
    if (time)
        json.text(name, core::to_iso8601(*time));
    else
        json.null(name);
}

std::string to_json(const Case& piece) {
    core::JsonObject json;
    json.text("id", piece.id.text())
        .text("state", to_string(piece.state))
        .text("openedAt", core::to_iso8601(piece.opened_at));
    time_or_null(json, "firstReplyAt", piece.first_reply_at);
    time_or_null(json, "resolvedAt", piece.resolved_at);
    time_or_null(json, "snoozedUntil", piece.snoozed_until);
    return json.take();
}

}  // namespace

std::optional<Mode> parse_mode(std::string_view name) {
    for (const auto mode : {Mode::ai_only, Mode::spectator, Mode::takeover})
        if (to_string(mode) == name) return mode;
    return std::nullopt;
}

std::string_view to_string(Mode mode) {
    switch (mode) {
        case Mode::ai_only: return "ai_only";
        case Mode::spectator: return "spectator";
        case Mode::takeover: return "takeover";
    }
    core::unreachable("model::Mode has no such value");
}

std::optional<CaseState> parse_case_state(std::string_view name) {
    for (const auto state : {CaseState::open, CaseState::snoozed, CaseState::resolved})
        if (to_string(state) == name) return state;
    return std::nullopt;
}

std::string_view to_string(CaseState state) {
    switch (state) {
        case CaseState::open: return "open";
        case CaseState::snoozed: return "snoozed";
        case CaseState::resolved: return "resolved";
    }
    core::unreachable("model::CaseState has no such value");
}

std::optional<core::WallTime> Conversation::window_closes_at() const {
    if (!last_inbound_at) return std::nullopt;
    return *last_inbound_at + reply_window;
}

bool window_is_open(const Conversation& conversation, core::WallTime now) {
    const auto closes_at = conversation.window_closes_at();
    return closes_at && now < *closes_at;
}

std::string to_json(const Contact& contact) {
    return core::JsonObject()
        .text("id", contact.id.text())
        .text("name", contact.name)
        .text_or_null("phone", contact.phone)
        .text_or_null("username", contact.username)
        .take();
}

std::string to_json(const Conversation& conversation, core::Language language) {
    core::JsonObject json;
    json.text("id", conversation.id.text())
        .raw("contact", to_json(conversation.contact))
        .text("numberId", conversation.number.text())
        .text_or_null("team", std::string_view(conversation.team.text()));
    if (conversation.assignee.empty())
        json.null("assignee");
    else
        json.raw("assignee", core::JsonObject()
                                 .text("id", conversation.assignee.text())
                                 .text("name", conversation.assignee_name)
                                 .take());
    json.text("mode", to_string(conversation.mode)).integer("unread", conversation.unread);
    if (conversation.last_message)
        json.raw("lastMessage", to_json(*conversation.last_message, language));
    else
        json.null("lastMessage");
    time_or_null(json, "windowClosesAt", conversation.window_closes_at());
    time_or_null(json, "waitingSince", conversation.waiting_since);
    if (conversation.current_case)
        json.raw("case", to_json(*conversation.current_case));
    else
        json.null("case");
    return json.text("updatedAt", core::to_iso8601(conversation.updated_at)).take();
}

}  // namespace model
