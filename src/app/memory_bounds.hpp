#pragma once

#include <cstddef>
#include <cstdint>

namespace app {

// Bounds that grow with the memory there is, so that all of them at their ends fit together. On a
// large machine they are what the rooms have by themselves.
struct MemoryBounds {
    std::size_t writer_queue_bytes = 0;  // bodies that wait for the writer
    std::size_t writer_group_bytes = 0;  // bodies of one commit, whose dirty pages stay in memory
    std::size_t http_held_bytes = 0;     // bodies that have come, answers that were not read
    std::size_t http_connections = 0;    // each may hold half a head: 16 kB
    bool one_arena = false;              // malloc keeps one heap for all threads
};

MemoryBounds bounds_for(std::uint64_t memory_limit_bytes);

}  // namespace app
