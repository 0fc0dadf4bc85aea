#include "auth/tokens.hpp"

#include <doctest/doctest.h>
#include <string>

#include "core/text.hpp"

using namespace auth;
using namespace std::chrono_literals;

namespace {

constexpr auto now = core::WallTime{1'795'500'000'000ms};

std::string encoded(std::string_view text) {
    return core::to_base64url(core::as_bytes(text));
}

struct TokenFixture {
    AccessTokens tokens{"secret of this server"};
    AccessClaims claims{model::UserId{"u-1"}, model::SessionId{"s-1"}, now, now + 15min};
    std::string token = tokens.sign(claims);

    std::string part(std::size_t index) const {
        return std::string(core::split(token, '.')[index]);
    }
    // A token with this header, signed with our own key: as good as a forger can wish.
    std::string with_header(std::string_view header) const {
        return with_signature(encoded(header) + "." + part(1));
    }
    std::string with_payload(std::string_view payload) const {
        return with_signature(part(0) + "." + encoded(payload));
    }

private:
    static std::string with_signature(const std::string& body) {
        return body + "." +
               core::to_base64url(core::HmacSha256("secret of this server").sign(body));
    }
};

}  // namespace

TEST_CASE_FIXTURE(TokenFixture, "an access token gives back what was signed") {
    const auto read = tokens.verify(token, now + 14min);
    REQUIRE(read);
    CHECK(read->user == claims.user);
    CHECK(read->session == claims.session);
    CHECK(read->expires_at == claims.expires_at);
}

TEST_CASE_FIXTURE(TokenFixture, "an access token is over at 15 minutes sharp") {
    CHECK(tokens.verify(token, now + 15min - 1s));
    CHECK_FALSE(tokens.verify(token, now + 15min));
}

TEST_CASE_FIXTURE(TokenFixture, "a token cannot choose its algorithm") {
    CHECK(tokens.verify(with_header(R"({"alg":"HS256","typ":"JWT"})"), now));
    for (const auto* header :
         {R"({"alg":"none","typ":"JWT"})", R"({"alg":"RS256","typ":"JWT"})",
          R"({"alg":"HS512","typ":"JWT"})", R"({"typ":"JWT","alg":"HS256"})", R"({})"})
        CHECK_FALSE_MESSAGE(tokens.verify(with_header(header), now).has_value(), header);
    CHECK_FALSE(tokens.verify(encoded(R"({"alg":"none","typ":"JWT"})") + "." + part(1) + ".", now));
}

TEST_CASE_FIXTURE(TokenFixture, "every changed byte of a token is noticed") {
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK_FALSE(tokens.verify(changed, now));
    }
}

TEST_CASE_FIXTURE(TokenFixture, "another server's key, and what is no token, are refused") {
    CHECK_FALSE(AccessTokens("another secret").verify(token, now));
    for (const auto& text :
         {std::string(), std::string("a.b.c"), part(0) + "." + part(1), token + "=", token + ".",
          token + token, std::string(5000, 'x'), part(0) + ".." + part(2)})
        CHECK_FALSE(tokens.verify(text, now));
}

TEST_CASE_FIXTURE(TokenFixture, "a good signature over times beyond the calendar is refused") {
    for (const char* exp : {"253402300800", "9223372036854775807", "-1"}) {
        const auto payload = std::string(R"({"sub":"u","sid":"s","iat":1,"exp":)") + exp + "}";
        CHECK_FALSE(tokens.verify(with_payload(payload), now));
    }
    CHECK(tokens.verify(with_payload(R"({"sub":"u","sid":"s","iat":1,"exp":253402300799})"), now));
}

TEST_CASE("a token is kept as its SHA-256 alone") {
    CHECK(hash_of_token("abc") == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}
