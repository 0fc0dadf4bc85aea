#include "whatsapp/lane.hpp"

#include <algorithm>

#include "whatsapp/delivery.hpp"
#include "whatsapp/error_table.hpp"
#include "whatsapp/outbox_store.hpp"

namespace whatsapp {
namespace {

// So many heads may end in one transaction; the rest follow in the next.
constexpr int endings_max = 64;
// A lane that is still dispatching is looked at again so much later.
constexpr std::chrono::seconds busy_wait{1};

// Until when the head must wait, which may be already over.
core::WallTime waits_until(const LaneView& lane, const OutboxRow& head, core::WallTime now,
                           const LaneRules& rules) {
    auto until = head.not_before;
    if (lane.unconfirmed_since)
        until = std::max(until, *lane.unconfirmed_since + rules.unconfirmed_hold);
    if (lane.dispatching) until = std::max(until, now + busy_wait);
    return until;
}

std::optional<core::Error> forbidden(store::Transaction& tx, const OutboxRow& head,
                                     const LaneRules& rules) {
    const Dispatch dispatch{head.message, head.conversation, head.number, head.type};
    for (DispatchGuard& guard : rules.guards)
        if (auto error = guard.forbids(tx, dispatch)) return error;
    return std::nullopt;
}

Envelope dispatch(Deliveries& deliveries, OutboxRow& head, ChannelNumber number) {
    auto& tx = deliveries.transaction();
    Attempt attempt;
    attempt.id = model::AttemptId{tx.new_id()};
    attempt.message = head.message;
    attempt.number = head.number;
    insert_attempt(tx, attempt);
    number.base_url = head.base_url;
    Envelope envelope{.attempt = attempt.id,
                      .message = head.message,
                      .conversation = head.conversation,
                      .number = std::move(number),
                      .to = head.to,
                      .text = head.text,
                      .tries = head.tries,
                      .request_id = head.request_id};
    head.attempt = attempt.id;
    ++head.tries;
    deliveries.change(head, model::MessageStatus::dispatching);
    return envelope;
}

}  // namespace

Claim claim_next(store::Transaction& tx, const model::ConversationId& conversation,
                 const LaneRules& rules) {
    Deliveries deliveries(tx, rules.sinks);
    Claim claim{Claim::Wait{tx.now()}, {}};
    for (int ended = 0; ended < endings_max; ++ended) {
        auto lane = view_lane(tx, conversation);
        if (!lane.head) {
            claim.next = Claim::Empty{};
            break;
        }
        auto& head = *lane.head;
        const auto expires_at = head.queued_at + rules.message_expiry;
        if (expires_at <= tx.now()) {
            deliveries.change(head, model::MessageStatus::expired,
                              to_message_error({core::Kind::conflict, "outbox.expired"}));
            continue;
        }
        if (const auto until = waits_until(lane, head, tx.now(), rules); until > tx.now()) {
            claim.next = Claim::Wait{std::min(until, expires_at)};
            break;
        }
        auto number = find_number(tx, head.number);
        if (!number || !number->fault.empty() || number->sealed_token.empty()) {
            claim.next = Claim::Stopped{};
            break;
        }
        if (const auto error = forbidden(tx, head, rules)) {
            deliveries.change(head, model::MessageStatus::failed, to_message_error(*error));
            continue;
        }
        claim.next = dispatch(deliveries, head, std::move(*number));
        break;
    }
    claim.changes = deliveries.take_changes();
    return claim;
}

}  // namespace whatsapp
