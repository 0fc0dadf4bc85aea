#include "whatsapp/signature.hpp"

#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "core/text.hpp"

using whatsapp::SignatureCheck;

namespace {

std::string signed_with(const std::string& secret, std::string_view body) {
    return "sha256=" + core::to_hex(core::HmacSha256(secret).sign(body));
}

}  // namespace

TEST_CASE("the signature of RFC 4231's second case is accepted") {
    const SignatureCheck check({"Jefe"});
    CHECK(check.accepts("what do ya want for nothing?",
                        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
}

TEST_CASE("one changed byte of body, key or signature is refused") {
    const SignatureCheck check({"secret"});
    const std::string body = R"({"a":1})";
    const auto good = signed_with("secret", body);
    CHECK(check.accepts(body, good));
    CHECK(check.accepts(body, good));  // the key is not used up
    CHECK_FALSE(check.accepts(body + " ", good));
    CHECK_FALSE(check.accepts(body, signed_with("Secret", body)));
    auto changed = good;
    changed.back() = changed.back() == '0' ? '1' : '0';
    CHECK_FALSE(check.accepts(body, changed));
}

TEST_CASE("a header that is no signature is refused") {
    const SignatureCheck check({"secret"});
    const auto good = signed_with("secret", "x");
    for (const std::string& header :
         {std::string(), std::string("sha256="), good.substr(7), "sha1=" + good.substr(7),
          good + "0", good.substr(0, good.size() - 1), "sha256=" + std::string(64, 'g')})
        CHECK_MESSAGE(!check.accepts("x", header), header);
}

TEST_CASE("during a rotation the former secret is good too") {
    const SignatureCheck check({"new", "old"});
    CHECK(check.accepts("x", signed_with("new", "x")));
    CHECK(check.accepts("x", signed_with("old", "x")));
    CHECK_FALSE(check.accepts("x", signed_with("older", "x")));
}

TEST_CASE("without a secret nothing is accepted, not even what the empty key signs") {
    const SignatureCheck check({"", ""});
    CHECK_FALSE(check.has_secret());
    CHECK_FALSE(check.accepts("x", signed_with("", "x")));
}
