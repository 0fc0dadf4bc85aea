#include "whatsapp/housekeeping.hpp"

#include "whatsapp/journal_store.hpp"

namespace whatsapp {
namespace {

constexpr std::int64_t slice = 200;

}  // namespace

store::Swept sweep_journal_bodies(store::Transaction& tx, std::chrono::hours kept) {
    const auto dropped = drop_old_bodies(tx, tx.now() - kept, slice);
    return {dropped, dropped == slice};
}

store::Swept sweep_parked_statuses(store::Transaction& tx, std::chrono::hours kept) {
    const auto dropped = give_up_parked(tx, tx.now() - kept, slice);
    return {dropped, dropped == slice};
}

}  // namespace whatsapp
