#pragma once

#include <cstddef>

#include "core/function.hpp"

namespace store {

// The seam for the store's threads: where the writer's and the readers' work runs. Real: threads.
// In tests and in the simulation: posted back to the loop (store/testing.hpp).
class Executor {
public:
    virtual ~Executor() = default;
    // Work given here runs one piece after the other, in order.
    virtual void writer(core::Callback work) = 0;
    // Work given here runs in any order, at most readers() at once.
    virtual void reader(core::Callback work) = 0;
    virtual std::size_t readers() const = 0;
    // Runs what was given, then ends; nothing is taken afterwards.
    virtual void stop() = 0;
};

}  // namespace store
