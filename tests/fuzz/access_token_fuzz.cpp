// Access tokens of any bytes: no crash, and none is good but the one that was signed.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "auth/tokens.hpp"
#include "core/check.hpp"
#include "core/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    static const auth::AccessTokens tokens("a secret of the fuzzer");
    static const core::WallTime now{1'795'500'000'000ms};
    static const auto good =
        tokens.sign({model::UserId{"u"}, model::SessionId{"s"}, now, now + 15min});

    const std::string text(reinterpret_cast<const char*>(data), size);
    core::check(text == good || !tokens.verify(text, now), "only what was signed is good");
    // Behind a signature of our own, the claims are read too.
    const auto header = good.substr(0, good.find('.') + 1);
    const auto body = header + core::to_base64url(core::as_bytes(text));
    const auto mac = core::HmacSha256("a secret of the fuzzer").sign(body);
    if (const auto claims = tokens.verify(body + "." + core::to_base64url(mac), now))
        core::check(claims->expires_at > now, "what is over is not good");
    return 0;
}
