#include "inbox/merging.hpp"

#include <algorithm>
#include <vector>

#include "core/check.hpp"
#include "inbox/cases.hpp"
#include "inbox/contacts_store.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/events.hpp"
#include "inbox/intake.hpp"
#include "inbox/messages_store.hpp"
#include "whatsapp/outbox.hpp"

namespace inbox {
namespace {

// Screens that show the surviving conversation are told of so many messages that joined it, the
// newest: two pages of a thread. Older ones are read when somebody scrolls there.
constexpr std::int64_t moved_messages_told_max = 100;

// The survivor keeps what it has; what it lacks, and what is newer, comes from the other.
void combine(ContactRow& survivor, const ContactRow& absorbed) {
    if (survivor.user_id.empty()) survivor.user_id = absorbed.user_id;
    if (survivor.parent_user_id.empty()) survivor.parent_user_id = absorbed.parent_user_id;
    if (absorbed.phone_at > survivor.phone_at) {
        survivor.phone_at = absorbed.phone_at;
        survivor.shown.phone = absorbed.shown.phone;
    }
    const bool newer = absorbed.profile_at > survivor.profile_at;
    if (!absorbed.shown.name.empty() && (newer || survivor.shown.name.empty()))
        survivor.shown.name = absorbed.shown.name;
    if (absorbed.shown.username && (newer || !survivor.shown.username))
        survivor.shown.username = absorbed.shown.username;
    survivor.profile_at = std::max(survivor.profile_at, absorbed.profile_at);
}

template <class T>
std::optional<T> least(const std::optional<T>& a, const std::optional<T>& b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

void combine(model::Conversation& survivor, const model::Conversation& absorbed) {
    if (survivor.team.empty()) survivor.team = absorbed.team;
    if (survivor.assignee.empty()) {
        survivor.assignee = absorbed.assignee;
        if (!absorbed.assignee.empty()) survivor.mode = absorbed.mode;
    }
    survivor.unread += absorbed.unread;
    survivor.last_inbound_at = std::max(survivor.last_inbound_at, absorbed.last_inbound_at);
    survivor.waiting_since = least(survivor.waiting_since, absorbed.waiting_since);
    if (absorbed.last_message) note_last_message(survivor, *absorbed.last_message);
    survivor.updated_at = std::max(survivor.updated_at, absorbed.updated_at);
}

void merge_conversations(store::Transaction& tx, const model::ConversationId& one,
                         const model::ConversationId& other, const model::ContactId& contact) {
    const auto survivor_id = std::min(one, other);
    auto survivor = *find_conversation(tx, survivor_id);
    const auto absorbed = *find_conversation(tx, std::max(one, other));
    auto moved = messages_before(tx, absorbed.id, newest_place(), moved_messages_told_max);
    std::reverse(moved.begin(), moved.end());

    const auto before = survivor.scope();
    combine(survivor, absorbed);
    absorb_conversation(tx, {survivor_id, absorbed.id});
    whatsapp::move_lane(tx, {.from = absorbed.id, .to = survivor_id});
    join_cases(tx, survivor, absorbed);
    set_contact(tx, survivor_id, contact);
    save_team(tx, survivor);
    save_conversation(tx, survivor);

    announce_removed(tx, absorbed.id, {.losing = model::audience(absorbed.scope()), .keeping = {}});
    survivor = *find_conversation(tx, survivor_id);
    announce_scope_change(tx, survivor, before);
    for (auto& message : moved) {
        message.conversation = survivor_id;
        announce_message(tx, events::new_message, message, survivor);
    }
}

}  // namespace

model::ContactId merge_contacts(store::Transaction& tx, const SamePerson& same) {
    core::check(same.one != same.other, "two contacts are merged");
    const auto survivor_id = std::min(same.one, same.other);
    const auto absorbed_id = std::max(same.one, same.other);
    auto survivor = *find_contact(tx, survivor_id);
    combine(survivor, *find_contact(tx, absorbed_id));
    save_contact(tx, survivor);

    for (const auto& conversation : conversations_of(tx, absorbed_id)) {
        const auto scope = *find_scope(tx, conversation);
        const auto counterpart = find_conversation(tx, Parties{scope.number, survivor_id});
        if (counterpart)
            merge_conversations(tx, counterpart->id, conversation, survivor_id);
        else
            set_contact(tx, conversation, survivor_id);
    }
    absorb_contact(tx, {survivor_id, absorbed_id});
    return survivor_id;
}

}  // namespace inbox
