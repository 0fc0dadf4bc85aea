#include "inbox/cases.hpp"

#include "core/check.hpp"
#include "inbox/cases_store.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/events.hpp"

namespace inbox {
namespace {

bool is_unresolved(const model::Conversation& conversation) {
    const auto& current = conversation.current_case;
    return current && current->state != model::CaseState::resolved;
}

void make_open(store::Transaction& tx, model::Case& which) {
    which.state = model::CaseState::open;
    which.resolved_at.reset();
    which.snoozed_until.reset();
    save_case(tx, which);
}

}  // namespace

void open_case(store::Transaction& tx, model::Conversation& conversation) {
    auto& current = conversation.current_case;
    if (current) {
        if (current->state == model::CaseState::open) return;
        const bool is_same_matter =
            !current->resolved_at || tx.now() - *current->resolved_at < reopen_within;
        if (is_same_matter) return make_open(tx, *current);
    }
    current.emplace();
    current->id = model::CaseId{tx.new_id()};
    current->opened_at = tx.now();
    insert_case(tx, conversation.id, *current);
}

void note_answer(store::Transaction& tx, model::Conversation& conversation) {
    conversation.waiting_since.reset();
    if (!is_unresolved(conversation) || conversation.current_case->first_reply_at) return;
    conversation.current_case->first_reply_at = tx.now();
    save_case(tx, *conversation.current_case);
}

core::Result<> resolve_case(store::Transaction& tx, model::Conversation& conversation,
                            const model::UserId& by) {
    auto& current = conversation.current_case;
    if (!current) return core::Error{core::Kind::conflict, "inbox.no_case"};
    if (current->state == model::CaseState::resolved) return {};
    current->state = model::CaseState::resolved;
    current->resolved_at = tx.now();
    current->snoozed_until.reset();
    save_case(tx, *current, by);
    conversation.waiting_since.reset();
    return {};
}

core::Result<> snooze_case(store::Transaction& tx, model::Conversation& conversation,
                           core::WallTime until) {
    if (!is_unresolved(conversation))
        return core::Error{core::Kind::conflict, "inbox.no_open_case"};
    if (until <= tx.now()) return core::Error{core::Kind::invalid, "inbox.snooze_past"};
    if (until > tx.now() + snooze_max)
        return core::Error{
            core::Kind::invalid, "inbox.snooze_too_far", {{"days", snooze_max.count()}}};
    auto& current = *conversation.current_case;
    current.state = model::CaseState::snoozed;
    current.snoozed_until = until;
    save_case(tx, current);
    return {};
}

void join_cases(store::Transaction& tx, model::Conversation& survivor,
                const model::Conversation& absorbed) {
    if (!is_unresolved(absorbed)) {
        if (!survivor.current_case) survivor.current_case = absorbed.current_case;
        return;
    }
    if (!is_unresolved(survivor)) {
        survivor.current_case = absorbed.current_case;
        return;
    }
    auto joined = *absorbed.current_case;
    joined.state = model::CaseState::resolved;
    joined.resolved_at = tx.now();
    joined.snoozed_until.reset();
    save_case(tx, joined);
    if (absorbed.current_case->state == model::CaseState::open &&
        survivor.current_case->state == model::CaseState::snoozed)
        make_open(tx, *survivor.current_case);
}

bool wake_snoozed(store::Transaction& tx) {
    const auto due = conversations_to_wake(tx, wake_max);
    for (const auto& id : due) {
        auto conversation = find_conversation(tx, id);
        core::check(conversation && conversation->current_case, "a snoozed case is a current one");
        make_open(tx, *conversation->current_case);
        conversation->updated_at = tx.now();
        save_conversation(tx, *conversation);
        announce_conversation(tx, *conversation);
    }
    return std::ssize(due) == wake_max;
}

}  // namespace inbox
