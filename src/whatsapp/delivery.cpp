#include "whatsapp/delivery.hpp"

#include "whatsapp/journal_store.hpp"

namespace whatsapp {
namespace {

using model::MessageStatus;
using model::status_rank;

bool means_taken_on(MessageStatus status) {
    return status != MessageStatus::failed &&
           status_rank(status) >= status_rank(MessageStatus::sent);
}

// The attempt's own join: the highest stands.
void join(Attempt& attempt, MessageStatus status, const std::optional<model::MessageError>& error) {
    attempt.confirmed = attempt.confirmed || means_taken_on(status);
    if (status == MessageStatus::failed && !attempt.error) attempt.error = error;
    if (!attempt.status || status_rank(status) > status_rank(*attempt.status))
        attempt.status = status;
}

// Brings the message up to what the attempt gives, never down.
void raise(Deliveries& deliveries, const Attempt& attempt) {
    auto row = find_row(deliveries.transaction(), attempt.message);
    if (!row) return;
    const auto status = contribution(attempt, *row);
    if (!status || status_rank(*status) <= status_rank(row->state)) return;
    if (!attempt.wamid.empty()) row->wamid = attempt.wamid;
    deliveries.change(*row, *status,
                      *status == MessageStatus::failed ? attempt.error : std::nullopt);
}

// The attempt is known by its wamid from now on, and what waited for that joins.
void learn_wamid(store::Transaction& tx, Attempt& attempt, const std::string& wamid) {
    if (!attempt.wamid.empty() || wamid.empty()) return;
    attempt.wamid = wamid;
    for (const auto& parked : parked_statuses(tx, attempt.number, wamid)) {
        if (const auto update = read_status(parked.raw, tx.now()))
            join(attempt, update->status, update->error);
        mark_joined(tx, parked.item);
    }
}

std::optional<Attempt> attempt_of(store::Transaction& tx, const model::NumberId& number,
                                  const StatusUpdate& update) {
    if (!update.attempt.empty()) {
        auto attempt = find_attempt(tx, update.attempt);
        if (attempt && attempt->number == number) return attempt;
    }
    return find_attempt_by_wamid(tx, number, update.wamid);
}

// The message goes into a state that the call alone decides; not where a status has decided
// already.
void leave_dispatching(Deliveries& deliveries, const Attempt& attempt, MessageStatus state,
                       core::WallTime retry_at = {}) {
    auto row = find_row(deliveries.transaction(), attempt.message);
    if (!row || row->state != MessageStatus::dispatching || row->attempt != attempt.id) return;
    if (state == MessageStatus::queued) {
        row->attempt = {};
        row->not_before = retry_at;
    }
    deliveries.change(*row, state);
}

}  // namespace

void Deliveries::change(OutboxRow& row, MessageStatus state,
                        std::optional<model::MessageError> error) {
    row.state = state;
    row.error = std::move(error);
    row.changed_at = tx_.now();
    update_row(tx_, row);
    changes_.push_back(state);
    const DeliveryChange change{row.message, state, row.wamid, row.error};
    for (InboundSink& sink : sinks_) sink.take_delivery(tx_, change);
}

std::optional<MessageStatus> contribution(const Attempt& attempt, const OutboxRow& row) {
    const bool own = row.attempt == attempt.id;
    return own || attempt.confirmed ? attempt.status : std::nullopt;
}

bool take_status(Deliveries& deliveries, const model::NumberId& number,
                 const StatusUpdate& update) {
    auto& tx = deliveries.transaction();
    auto attempt = attempt_of(tx, number, update);
    if (!attempt) return false;
    learn_wamid(tx, *attempt, update.wamid);
    join(*attempt, update.status, update.error);
    update_attempt(tx, *attempt);
    raise(deliveries, *attempt);
    return true;
}

void take_outcome(Deliveries& deliveries, const model::AttemptId& id,
                  const AttemptOutcome& outcome) {
    auto& tx = deliveries.transaction();
    auto attempt = find_attempt(tx, id);
    if (!attempt) return;
    if (const auto* accepted = std::get_if<Accepted>(&outcome)) {
        attempt->outcome = "accepted";
        learn_wamid(tx, *attempt, accepted->wamid);
        join(*attempt, MessageStatus::accepted, {});
    } else if (const auto* refused = std::get_if<Refused>(&outcome)) {
        attempt->outcome = "failed";
        join(*attempt, MessageStatus::failed, refused->error);
    } else {
        const bool not_sent = std::holds_alternative<NotSent>(outcome);
        attempt->outcome = not_sent ? "not_sent" : "unconfirmed";
    }
    update_attempt(tx, *attempt);
    raise(deliveries, *attempt);
    if (const auto* not_sent = std::get_if<NotSent>(&outcome))
        leave_dispatching(deliveries, *attempt, MessageStatus::queued, not_sent->retry_at);
    if (std::holds_alternative<Unconfirmed>(outcome))
        leave_dispatching(deliveries, *attempt, MessageStatus::unconfirmed);
}

void unconfirm_dispatching(Deliveries& deliveries) {
    auto& tx = deliveries.transaction();
    for (const auto& message : dispatching_messages(tx)) {
        const auto row = find_row(tx, message);
        if (row) take_outcome(deliveries, row->attempt, Unconfirmed{});
    }
}

}  // namespace whatsapp
