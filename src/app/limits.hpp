#pragma once

#include <functional>
#include <string>

#include "app/key_limits.hpp"
#include "app/limit_settings.hpp"
#include "auth/auth.hpp"
#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "core/rate_limiter.hpp"
#include "core/task.hpp"
#include "net/route.hpp"
#include "store/database.hpp"

namespace app {

// The limits on calls that stand before routes (net::Route::limit): answers 429 with a code and
// Retry-After where one is reached, and says on every answer of such a route how much is left, by
// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10, structured fields).
// Counted on the steady clock, so that no jump of the wall clock opens a window. Sign-in attempts
// and calls that ask Meta are written down before they are let through, so that no restart does;
// the limits by session and by API key start afresh with the process. A call with a key is
// under the key's own limit and no other. Any loop's thread.
class Limits {
public:
    struct Seams {
        store::Database& database;
        auth::Auth& auth;
        const core::Clock& clock;
        core::Random& random;
        core::Metrics& metrics;
    };
    Limits(Seams seams, const LimitSettings& settings);

    // What an earlier process counted. Before the first call, and not on a loop's thread.
    void load();

    // False: nobody counts this caller's calls of the route.
    static bool concern(const net::Route& route, const model::Principal& principal) {
        return route.limit != net::Limit::none || !principal.key.empty();
    }
    using Next = std::function<core::Task<net::http::Response>()>;
    // `next`, or why not.
    core::Task<net::http::Response> answer(const net::Route& route,
                                           const net::http::Request& request,
                                           const model::Principal& principal, Next next);

    // Forgets the keys that nothing counts for any more; returns how many.
    std::size_t sweep();

private:
    enum class Kept { in_memory, in_the_database };
    struct Policy {
        Policy(const Seams& seams, std::string name, std::string code, Kept kept,
               core::RateLimit limit);
        std::string name;  // in the headers and in the table
        std::string code;  // of the refusal
        Kept kept;
        core::RateLimiter limiter;
        core::Counter& refused;
    };
    struct Counted {
        Policy& policy;
        std::string key;
    };
    core::Task<net::http::Response> answer_key(const auth::ApiKey& key,
                                               const net::http::Request& request, Next next);
    core::Task<Counted> who(const net::Route& route, const net::http::Request& request,
                            const model::Principal& principal);

    Seams seams_;
    Policy sign_in_;
    Policy graph_;
    Policy session_;
    Policy stranger_;  // on the session's routes, without one
    KeyLimits keys_;
    core::Counter& refused_to_keys_;
};

}  // namespace app
