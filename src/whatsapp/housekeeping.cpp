#include "whatsapp/housekeeping.hpp"

#include <utility>

#include "whatsapp/journal_store.hpp"

namespace whatsapp {
namespace {

constexpr std::chrono::hours clean_every{1};
// Short enough that no other job waits long behind one.
constexpr std::int64_t slice = 200;

}  // namespace

Housekeeping::Housekeeping(Seams seams, std::int64_t journal_days)
    : seams_(std::move(seams)), kept_(24 * journal_days), scope_(seams_.log) {}

void Housekeeping::start() {
    scope_.spawn("journal_clean", clean());
    arm();
}

core::Task<> Housekeeping::stop() {
    scope_.stop();
    seams_.loop.cancel(std::exchange(timer_, core::TimerId::none));
    co_await scope_.join();
}

void Housekeeping::arm() {
    timer_ = seams_.loop.after(clean_every, [this] {
        if (scope_.size() == 0) scope_.spawn("journal_clean", clean());
        arm();
    });
}

core::Task<> Housekeeping::clean() {
    std::int64_t all = 0;
    while (!scope_.stopping()) {
        auto job = [kept = kept_](store::Transaction& tx) {
            return drop_old(tx, tx.now() - kept, slice);
        };
        const auto dropped =
            co_await seams_.database.write(std::move(job), store::Priority::webhooks);
        all += dropped;
        if (dropped == 0) break;
    }
    if (all > 0) seams_.log.info("journal_cleaned", {{"dropped", all}});
}

}  // namespace whatsapp
