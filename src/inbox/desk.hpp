#pragma once

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "inbox/people.hpp"
#include "store/database.hpp"

namespace inbox {

// What the room's entry points work with; outlives them.
struct Desk {
    store::Database& database;
    const People& people;
    core::Log log;
    core::Counter& replies;  // taken by the API
};

}  // namespace inbox
