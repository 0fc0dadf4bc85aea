#include "app/memory_bounds.hpp"

#include <doctest/doctest.h>

namespace {
constexpr std::uint64_t mib = 1024 * 1024;
}

TEST_CASE("in 128 MiB all that may be held at once stays below what is left of it") {
    const auto bounds = app::bounds_for(128 * mib);
    const auto held =
        bounds.http_held_bytes + 2 * bounds.writer_queue_bytes + 2 * bounds.writer_group_bytes;
    CHECK(held <= 40 * mib);
    CHECK(bounds.http_connections * 16 * 1024 <= 16 * mib);
    CHECK(bounds.one_arena);
}

TEST_CASE("however little there is, two of Meta's largest bodies find room") {
    const auto bounds = app::bounds_for(1);
    CHECK(bounds.writer_queue_bytes >= 2 * 3'145'728);
    CHECK(bounds.http_held_bytes >= 2 * 3'145'728);
    CHECK(bounds.http_connections >= 256);
}

TEST_CASE("a large machine has the limits that the design names") {
    const auto bounds = app::bounds_for(64 * 1024 * mib);
    CHECK(bounds.writer_queue_bytes == 64 * mib);
    CHECK(bounds.http_connections == 20'000);
    CHECK_FALSE(bounds.one_arena);
}
