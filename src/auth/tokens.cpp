#include "auth/tokens.hpp"

#include "core/json.hpp"
#include "core/json_text.hpp"
#include "core/text.hpp"

namespace auth {
namespace {

constexpr std::size_t token_bytes_max = 1024;

const std::string& header() {
    static const auto encoded =
        core::to_base64url(core::as_bytes(R"({"alg":"HS256","typ":"JWT"})"));
    return encoded;
}

std::int64_t seconds(core::WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
// Nothing beyond the year 9999: the milliseconds of such a time would overflow.
constexpr std::int64_t seconds_max = 253'402'300'799;

std::optional<core::WallTime> from_seconds(std::int64_t count) {
    if (count < 0 || count > seconds_max) return std::nullopt;
    return core::WallTime{std::chrono::seconds{count}};
}

}  // namespace

std::string hash_of_token(std::string_view token) {
    return core::to_base64url(core::sha256(token));
}

std::string AccessTokens::sign(const AccessClaims& claims) const {
    const auto payload = core::JsonObject()
                             .text("sub", claims.user.text())
                             .text("sid", claims.session.text())
                             .integer("iat", seconds(claims.issued_at))
                             .integer("exp", seconds(claims.expires_at))
                             .take();
    auto token = header() + "." + core::to_base64url(core::as_bytes(payload));
    const auto signature = core::to_base64url(hmac_.sign(token));
    return token + "." + signature;
}

std::optional<AccessClaims> AccessTokens::verify(std::string_view token, core::WallTime now) const {
    const auto end = token.rfind('.');
    if (token.size() > token_bytes_max || end == std::string_view::npos) return std::nullopt;
    const auto signed_part = token.substr(0, end);
    if (!signed_part.starts_with(header() + ".")) return std::nullopt;
    // The texts are compared, not the bytes: a signature has one spelling.
    if (!core::equal_in_constant_time(token.substr(end + 1),
                                      core::to_base64url(hmac_.sign(signed_part))))
        return std::nullopt;

    const auto payload = core::from_base64url(signed_part.substr(header().size() + 1));
    if (!payload) return std::nullopt;
    const auto value =
        core::parse_json({reinterpret_cast<const char*>(payload->data()), payload->size()});
    if (!value) return std::nullopt;
    core::JsonReader reader(*value);
    AccessClaims claims;
    claims.user = model::UserId{reader.text("sub")};
    claims.session = model::SessionId{reader.text("sid")};
    const auto issued_at = from_seconds(reader.integer("iat"));
    const auto expires_at = from_seconds(reader.integer("exp"));
    if (reader.fault() || !issued_at || !expires_at || *expires_at <= now) return std::nullopt;
    claims.issued_at = *issued_at;
    claims.expires_at = *expires_at;
    return claims;
}

}  // namespace auth
