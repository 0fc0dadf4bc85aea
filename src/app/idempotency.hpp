#pragma once

#include <chrono>

#include "core/task.hpp"
#include "net/route.hpp"
#include "store/database.hpp"

// Idempotency-Key: a POST that is sent again with the same key by the same person to the same
// address gets the first one's answer, for 24 hours (draft-ietf-httpapi-idempotency-key-header).
namespace app {

inline constexpr std::chrono::hours idempotency_life{24};
inline constexpr std::size_t idempotency_key_bytes_max = 255;
// A first one that has not ended by then died with its process: the next one takes its place.
inline constexpr std::chrono::seconds idempotency_wait_max{60};

// Runs the route's handler at most once for a key; requests without one pass through. What is kept
// is a success; after a failure the key is free again. Another body is 422
// http.idempotency_key_reused, a first one that is still under way 409 http.idempotency_under_way.
core::Task<net::http::Response> answer_once(store::Database& database, const net::Route& route,
                                            const net::http::Request& request,
                                            const model::Principal& principal);

// Drops answers older than their life. For once an hour; call it again while it returns true.
bool sweep_idempotency(store::Transaction& tx);

}  // namespace app
