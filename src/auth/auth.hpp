#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "auth/auth_store.hpp"
#include "auth/directory.hpp"
#include "auth/password_hasher.hpp"
#include "auth/sign_in_backoff.hpp"
#include "auth/tokens.hpp"
#include "core/cache.hpp"
#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "core/task.hpp"
#include "net/http/message.hpp"
#include "net/route.hpp"
#include "store/database.hpp"

namespace auth {

// The name of the file in the data folder that keeps the tokens' key where JWT_SECRET is not set.
inline constexpr std::string_view jwt_secret_file = "jwt_secret";

// The label of the cache's metrics.
inline constexpr const char* token_cache_name = "access_tokens";

// What a device gets when it has signed in, or has refreshed.
struct Grant {
    std::string access_token;
    std::string refresh_token;  // for the cookie
    Account account;
};

// Signs in and out, and says who calls. Any loop's thread; everything it is given outlives it.
class Auth {
public:
    struct Seams {
        store::Database& database;
        PasswordHasher& hasher;
        const core::Clock& clock;
        core::Random& random;  // any thread may use it
        core::Metrics& metrics;
        core::Log log;
    };
    // Fills the directory and follows the event log from there: before the store's first write of
    // the server, and not on a loop's thread.
    Auth(Seams seams, std::string_view jwt_secret,
         core::CacheOptions token_cache = {.name = token_cache_name});

    // net::Authenticate: who calls, by `Authorization: Bearer`; anonymous without. Needs no
    // database.
    core::Result<model::Principal> authenticate(const net::http::Request& request) const;
    // An API key stands for an access token here and below.
    // The same for a socket's handshake: auth.token_invalid where the token is not good.
    core::Result<model::Principal> authenticate(std::string_view access_token) const;

    // Fails with auth.insecure_origin, auth.too_many_attempts {seconds} and, for a wrong password,
    // an unknown or a disabled account alike, auth.invalid_credentials.
    core::Task<core::Result<Grant>> sign_in(const net::http::Request& request, std::string email,
                                            std::string password);
    // Fails with auth.insecure_origin, and for everything that is wrong with the token with
    // auth.invalid_credentials.
    core::Task<core::Result<Grant>> refresh(const net::http::Request& request);
    // The session of the cookie, "" where there is none.
    core::Task<model::SessionId> session_of(const net::http::Request& request);
    // Ends the session of the cookie and that of the principal.
    core::Task<> sign_out(const net::http::Request& request, const model::Principal& principal);

    // Writes down which API keys were used since the last time.
    core::Task<> keep_key_uses();
    ApiKeySecret new_api_key_secret() { return make_api_key_secret(seams_.random); }

    // Access tokens whose signature was found good: a pure function of the token, so that nothing
    // that changes could make an entry wrong. When a token ends, and whether its session is over,
    // is asked at every call.
    using TokenCache = core::Cache<std::string, AccessClaims>;
    TokenCache& verified_tokens() const { return verified_; }

    Directory& directory() { return directory_; }
    const Directory& directory() const { return directory_; }
    store::Database& database() { return seams_.database; }
    PasswordHasher& hasher() { return seams_.hasher; }

private:
    std::string access_token(const Session& session) const;
    TokenCache::Pointer verified(const std::string& token) const;
    std::optional<model::Principal> principal_of_key(std::string_view key) const;
    core::Task<std::optional<Credentials>> check_password_of(std::string email,
                                                             std::string password);

    Seams seams_;
    AccessTokens tokens_;
    mutable TokenCache verified_;
    Directory directory_;
    SignInBackoff backoff_;
    core::Counter& sign_ins_;
    core::Counter& sign_ins_refused_;
    core::Counter& refreshes_;
    core::Counter& refreshes_refused_;
};

}  // namespace auth
