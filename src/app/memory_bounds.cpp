#include "app/memory_bounds.hpp"

#include <algorithm>

namespace app {
namespace {

constexpr std::uint64_t mib = 1024 * 1024;
// A webhook may have 3 MiB, and two must find room.
constexpr std::uint64_t two_bodies = 6 * mib;
constexpr std::uint64_t head_bytes = 16 * 1024;
// Under it the heaps of a dozen threads, each with its holes, would be a quarter of all.
constexpr std::uint64_t small_machine = 512 * mib;

std::size_t part(std::uint64_t limit, std::uint64_t divisor, std::uint64_t least,
                 std::uint64_t most) {
    return static_cast<std::size_t>(std::clamp(limit / divisor, least, most));
}

}  // namespace

// A body is held three times on its way: as it came, in the writer's job, and as what was read of
// it; its group is held twice more, as dirty pages and as the gathered log. With 128 MiB that makes
// 8 + 2 × 8 + 2 × 4 MiB, beside 25 MiB that the idle server has, 12 of page caches and 38 of two
// password hashes: 107 MiB.
MemoryBounds bounds_for(std::uint64_t limit) {
    return {.writer_queue_bytes = part(limit, 16, two_bodies, 64 * mib),
            .writer_group_bytes = part(limit, 32, mib, 8 * mib),
            .http_held_bytes = part(limit, 16, two_bodies, 256 * mib),
            .http_connections = part(limit, 8 * head_bytes, 256, 20'000),
            .one_arena = limit < small_machine};
}

}  // namespace app
