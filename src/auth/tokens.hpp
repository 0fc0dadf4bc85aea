#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/digest.hpp"
#include "model/ids.hpp"

namespace auth {

// Refresh tokens and set-up links: this many random bytes, of which we keep the hash alone.
inline constexpr std::size_t opaque_token_bytes = 32;
std::string hash_of_token(std::string_view token);  // SHA-256, base64url

struct AccessClaims {
    model::UserId user;        // sub
    model::SessionId session;  // sid
    core::WallTime issued_at;
    core::WallTime expires_at;
};

// Access tokens: JWTs (RFC 7519) signed with HS256. There is one header that we write, and none
// other that we read: a token cannot choose its algorithm (RFC 8725 §3.1). Any thread.
class AccessTokens {
public:
    explicit AccessTokens(std::string_view secret) : hmac_(secret) {}
    std::string sign(const AccessClaims& claims) const;
    // Absent where the signature is not ours, the time is over, or anything else is odd.
    std::optional<AccessClaims> verify(std::string_view token, core::WallTime now) const;

private:
    core::HmacSha256 hmac_;
};

}  // namespace auth
