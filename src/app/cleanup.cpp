#include "app/cleanup.hpp"

#include <utility>

namespace app {

Cleanup::Cleanup(Seams seams) : seams_(std::move(seams)) {}

void Cleanup::add_rows(std::string what, core::Milliseconds every, Slice slice) {
    add(Sweep{.what = std::move(what), .every = every, .slice = std::move(slice)});
}

void Cleanup::add(std::string what, core::Milliseconds every, std::function<std::int64_t()> sweep) {
    add(Sweep{.what = std::move(what), .every = every, .other = std::move(sweep)});
}

void Cleanup::add(Sweep sweep) {
    sweep.removed = &seams_.metrics.counter("chasqui_cleanup_removed_total",
                                            "What clean-up has removed: rows, files, connections.",
                                            {{"what", sweep.what}});
    sweep.ran_at_ms = std::make_shared<std::atomic<std::int64_t>>(0);
    seams_.metrics.gauge("chasqui_cleanup_last_run_timestamp_seconds",
                         "When clean-up last ran to its end, since 1970; 0 before the first time.",
                         [at = sweep.ran_at_ms] { return static_cast<double>(at->load()) / 1000; },
                         {{"what", sweep.what}});
    sweeps_.push_back(std::move(sweep));
}

std::vector<std::string> Cleanup::names() const {
    std::vector<std::string> names;
    for (const auto& sweep : sweeps_) names.push_back(sweep.what);
    return names;
}

core::Task<std::int64_t> Cleanup::run(const Sweep& sweep, const std::function<bool()>& stopping) {
    if (!sweep.slice) co_return sweep.other();
    std::int64_t all = 0;
    for (bool more = true; more && !stopping();) {
        const auto swept = co_await seams_.database.write(sweep.slice, store::Priority::webhooks);
        all += swept.removed;
        more = swept.more;
    }
    co_return all;
}

core::Task<> Cleanup::run_due(std::function<bool()> stopping) {
    for (std::size_t at = 0; at < sweeps_.size() && !stopping(); ++at) {
        auto& sweep = sweeps_[at];
        const auto now = seams_.clock.steady();
        if (sweep.due > now) continue;
        sweep.due = now + sweep.every;
        try {
            const auto removed = co_await run(sweep, stopping);
            sweep.removed->add(static_cast<std::uint64_t>(removed));
            *sweep.ran_at_ms = core::to_epoch_ms(seams_.clock.wall());
            if (removed > 0)
                seams_.log.info("cleaned_up", {{"what", sweep.what}, {"removed", removed}});
        } catch (const std::exception& fault) {
            seams_.log.warn("clean_up_failed", {{"what", sweep.what}, {"error", fault.what()}});
        }
    }
}

}  // namespace app
