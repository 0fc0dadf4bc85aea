#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "model/principal.hpp"

namespace model {

// WhatsApp takes free text only within this time of the customer's last message; after it, a
// template is needed (Cloud API, customer service window).
inline constexpr std::chrono::hours reply_window{24};

enum class Mode { ai_only, spectator, takeover };
std::optional<Mode> parse_mode(std::string_view name);
std::string_view to_string(Mode mode);

enum class CaseState { open, snoozed, resolved };
std::optional<CaseState> parse_case_state(std::string_view name);
std::string_view to_string(CaseState state);

struct Contact {
    ContactId id;
    std::string name;
    std::optional<std::string> phone;     // digits with country code, as Meta gives it
    std::optional<std::string> username;  // without "@"
};

struct Case {
    CaseId id;
    CaseState state = CaseState::open;
    core::WallTime opened_at;
    std::optional<core::WallTime> first_reply_at;
    std::optional<core::WallTime> resolved_at;
    std::optional<core::WallTime> snoozed_until;
};

struct Conversation {
    ConversationId id;
    NumberId number;
    TeamId team;
    Contact contact;
    UserId assignee;
    std::string assignee_name;
    Mode mode = Mode::spectator;
    std::int64_t unread = 0;
    std::optional<Message> last_message;
    std::optional<core::WallTime> last_inbound_at;
    std::optional<core::WallTime> waiting_since;  // the first customer message nobody has answered
    std::optional<Case> current_case;
    core::WallTime updated_at;

    Scope scope() const { return {number, team, assignee}; }
    std::optional<core::WallTime> window_closes_at() const;
};

// At exactly 24 hours after the last inbound message it is closed.
bool window_is_open(const Conversation& conversation, core::WallTime now);

// The JSON shapes `contact` and `conversation` of the interfaces.
std::string to_json(const Contact& contact);
std::string to_json(const Conversation& conversation, core::Language language);

}  // namespace model
