#pragma once

#include "core/function.hpp"

namespace store {

// The seam for the store's threads: where the writer's and the readers' work runs. Real: threads.
// In tests and in the simulation: posted back to the loop (store/testing.hpp). What is given after
// stop() is not taken: the answer is false, and the work never runs.
class Executor {
public:
    virtual ~Executor() = default;
    // Work given here runs one piece after the other, in order.
    [[nodiscard]] virtual bool writer(core::Callback work) = 0;
    // Work given here runs in any order.
    [[nodiscard]] virtual bool reader(core::Callback work) = 0;
    // Runs what was given, then ends.
    virtual void stop() = 0;
};

}  // namespace store
