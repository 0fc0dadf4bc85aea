#pragma once

#include <map>
#include <optional>

#include "core/clock.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// What the journal and the outbox tell of the connection, for the time before anything is tried.
namespace whatsapp {

struct LastTraffic {
    std::optional<core::WallTime> webhook_at;
    std::optional<core::WallTime> sent_at;
};
// By number, among the newest items and attempts: what lies further back is not looked for.
std::map<model::NumberId, LastTraffic> last_traffic(store::Transaction& tx);

}  // namespace whatsapp
