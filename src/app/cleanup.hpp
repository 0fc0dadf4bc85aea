#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/task.hpp"
#include "store/database.hpp"
#include "store/swept.hpp"

namespace app {

// Everything that is reclaimed on schedule, in one table: what it is called, how often, and how.
// Each run is counted (chasqui_cleanup_removed_total{what}) and dated. Nothing here may touch what
// users own (I-16): cleanup_test.cpp holds every sweep of the server to that.
class Cleanup {
public:
    struct Seams {
        store::Database& database;
        core::Metrics& metrics;
        core::Log log;
        const core::Clock& clock;
    };
    explicit Cleanup(Seams seams);

    // A sweep of rows: `slice` runs in transactions of its own until it says that no more is left.
    using Slice = std::function<store::Swept(store::Transaction&)>;
    void add_rows(std::string what, core::Milliseconds every, Slice slice);
    // A sweep of anything else; returns how many went. On run_due's thread, and quick.
    void add(std::string what, core::Milliseconds every, std::function<std::int64_t()> sweep);

    // Runs what is due, one after the other; what has never run is due. A sweep that throws is
    // logged, and comes again when it is due again. Ends early once `stopping` says so.
    core::Task<> run_due(std::function<bool()> stopping);

    std::vector<std::string> names() const;

private:
    struct Sweep {
        std::string what;
        core::Milliseconds every;
        Slice slice;  // absent: `other`
        std::function<std::int64_t()> other;
        core::Counter* removed = nullptr;
        std::shared_ptr<std::atomic<std::int64_t>> ran_at_ms;  // wall; 0: never
        core::SteadyTime due{};
    };
    void add(Sweep sweep);
    core::Task<std::int64_t> run(const Sweep& sweep, const std::function<bool()>& stopping);

    Seams seams_;
    std::vector<Sweep> sweeps_;
};

}  // namespace app
