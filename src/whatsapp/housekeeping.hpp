#pragma once

#include <chrono>

#include "store/swept.hpp"
#include "store/transaction.hpp"

// What the journal need not keep, a slice at a time.
namespace whatsapp {

// Raw bodies of applied webhooks, after `kept`; dead ones stay until they are applied.
store::Swept sweep_journal_bodies(store::Transaction& tx, std::chrono::hours kept);
// Statuses that waited so long for a message that never came.
store::Swept sweep_parked_statuses(store::Transaction& tx, std::chrono::hours kept);

}  // namespace whatsapp
