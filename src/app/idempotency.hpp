#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/digest.hpp"
#include "core/log.hpp"
#include "core/task.hpp"
#include "net/route.hpp"
#include "store/database.hpp"
#include "store/swept.hpp"

// Idempotency-Key: a POST that is sent again with the same key by the same person to the same
// address gets the first one's answer, for 24 hours (draft-ietf-httpapi-idempotency-key-header).
namespace app {

inline constexpr std::chrono::hours idempotency_life{24};
inline constexpr std::size_t idempotency_key_bytes_max = 255;
// A first one that has not ended by then died with its process: the next one takes its place.
inline constexpr std::chrono::seconds idempotency_wait_max{60};

// What it guarantees: a request does not run while an earlier one with its key does (for
// idempotency_wait_max at most), nor after that one's success. What is kept is a success; after a
// failure or an exception, and after an answer that holds a secret (Cache-Control: no-store), the
// key is free again.
//
// What it does not: the handler commits in transactions of its own, and its answer is kept in
// another one after them. Where the process is killed between the two, or the store refuses the
// second, the key stays under way for idempotency_wait_max, and a request that comes after that
// runs again. What must not happen twice even then has a key of its own in the handler's
// transaction, as a message has its clientId.
class Idempotency {
public:
    // `secret` is the folder's: bodies may hold passwords, so that their plain digests must not be
    // kept.
    Idempotency(store::Database& database, std::string_view secret, core::Log log);

    // Runs the route's handler, or answers as the first time; requests without a key pass through.
    // Another body is 422 http.idempotency_key_reused, a first one that is still under way 409
    // http.idempotency_under_way. Throws what the handler throws.
    core::Task<net::http::Response> answer_once(const net::Route& route,
                                                const net::http::Request& request,
                                                const model::Principal& principal);

private:
    std::string digest_of(std::string_view body) const;

    store::Database& database_;
    core::HmacSha256 digester_;
    core::Log log_;
};

// Drops answers older than their life, a slice at a time. True where more is left.
store::Swept sweep_idempotency(store::Transaction& tx);

}  // namespace app
