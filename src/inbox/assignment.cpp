#include "inbox/assignment.hpp"

#include "inbox/conversations_store.hpp"
#include "inbox/events.hpp"

namespace inbox {
namespace {

using core::Kind;

core::Error not_found() {
    return core::Error{Kind::not_found, "inbox.not_found"};
}

void set_assignee(model::Conversation& conversation, const Person& person) {
    conversation.assignee = person.id;
    conversation.assignee_name = person.name;
}

}  // namespace

core::Result<model::Conversation> assign(store::Transaction& tx, const People& people,
                                         const Assignment& assignment) {
    auto conversation = find_conversation(tx, assignment.conversation);
    if (!conversation) return not_found();
    Person person;
    if (!assignment.to.empty()) {
        const auto found = people.find(tx, assignment.to);
        if (!found) return core::Error{Kind::invalid, "inbox.unknown_user"};
        person = *found;
        note_agent(tx, person.id, person.name);
    }
    if (conversation->assignee == person.id) return std::move(*conversation);

    const auto before = conversation->scope();
    set_assignee(*conversation, person);
    if (conversation->mode == model::Mode::takeover) conversation->mode = model::Mode::spectator;
    save_conversation(tx, *conversation);
    announce_scope_change(tx, *conversation, before);
    announce_conversation(tx, *conversation);
    return std::move(*conversation);
}

core::Result<model::Conversation> change_team(store::Transaction& tx, const People& people,
                                              const TeamChange& change) {
    auto conversation = find_conversation(tx, change.conversation);
    if (!conversation) return not_found();
    if (!change.team.empty() && !people.has_team(tx, change.team))
        return core::Error{Kind::invalid, "inbox.unknown_team"};
    if (conversation->team == change.team) return std::move(*conversation);

    const auto before = conversation->scope();
    conversation->team = change.team;
    save_team(tx, *conversation);
    announce_scope_change(tx, *conversation, before);
    announce_conversation(tx, *conversation);
    return std::move(*conversation);
}

core::Result<model::Conversation> take_over(store::Transaction& tx, const Takeover& takeover) {
    auto conversation = find_conversation(tx, takeover.conversation);
    if (!conversation) return not_found();
    const auto& holder = conversation->assignee;
    if (!holder.empty() && holder != takeover.by.id)
        return core::Error{Kind::conflict, "inbox.taken", {{"name", conversation->assignee_name}}};

    const auto before = conversation->scope();
    const auto mode_before = conversation->mode;
    // Given back to the bot it is nobody's; a spectator keeps an eye on what they have.
    if (takeover.mode == model::Mode::takeover) set_assignee(*conversation, takeover.by);
    if (takeover.mode == model::Mode::ai_only) set_assignee(*conversation, {});
    conversation->mode = takeover.mode;
    if (conversation->scope() == before && conversation->mode == mode_before)
        return std::move(*conversation);

    note_agent(tx, takeover.by.id, takeover.by.name);
    save_conversation(tx, *conversation);
    announce_scope_change(tx, *conversation, before);
    const bool taken = takeover.mode == model::Mode::takeover;
    announce_conversation(tx, *conversation, taken ? events::taken : events::updated);
    return std::move(*conversation);
}

}  // namespace inbox
