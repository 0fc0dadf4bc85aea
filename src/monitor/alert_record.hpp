#pragma once

#include <vector>

#include "core/clock.hpp"
#include "monitor/alerts_store.hpp"
#include "store/transaction.hpp"

// What a change of state writes, in one transaction: the alert's row, the event `alert` for the
// page, and what is to be said on which channel.
namespace monitor {

struct NotifyTimes {
    core::Milliseconds group_wait{10'000};     // what comes within it goes into one message
    core::Milliseconds repeat{4 * 3600'000};   // said again while it fires and nobody acknowledges
    core::Milliseconds escalate{15 * 60'000};  // critical for so long without acknowledgement
};

// Brings the rule's row to what was found; the same finding twice changes nothing.
void record_finding(store::Transaction& tx, const Finding& finding);

// Queues what the channels are to be told now of everything that fires and is not silenced. Said
// before is not said again: the notifications' key sees to that.
void plan_notifications(store::Transaction& tx, const NotifyTimes& times);

// Acknowledges it: no repeat and no escalation any more. Fails with alert.not_found or
// alert.not_firing.
core::Result<Alert> acknowledge(store::Transaction& tx, std::string_view id, std::string_view user);

// Whole state, for staff.
void append_alert_event(store::Transaction& tx, const Alert& alert);

}  // namespace monitor
