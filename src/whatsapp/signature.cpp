#include "whatsapp/signature.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "core/check.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"

namespace whatsapp {
namespace {

struct FreeMac {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

// A context that holds the key already. Loops sign at the same time, so each call takes a copy:
// that costs less than setting the key up, and needs no lock.
struct SignatureCheck::Key {
    explicit Key(std::string_view secret) {
        const std::unique_ptr<EVP_MAC, FreeMac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
        keyed.reset(EVP_MAC_CTX_new(mac.get()));
        char digest[] = "SHA256";
        const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
            OSSL_PARAM_construct_end()};
        core::check(EVP_MAC_init(keyed.get(), octets(secret), secret.size(), parameters) == 1,
                    "HMAC takes any key");
    }

    core::Digest sign(std::string_view body) const {
        const Context context(EVP_MAC_CTX_dup(keyed.get()));
        core::Digest digest{};
        std::size_t length = 0;
        const bool done = EVP_MAC_update(context.get(), octets(body), body.size()) == 1 &&
                          EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(&digest),
                                        &length, digest.size()) == 1;
        core::check(done && length == digest.size(), "HMAC fails only without memory");
        return digest;
    }

    Context keyed;
};

SignatureCheck::SignatureCheck(const std::vector<std::string>& secrets) {
    for (const auto& secret : secrets)
        if (!secret.empty()) keys_.push_back(std::make_unique<Key>(secret));
}

SignatureCheck::~SignatureCheck() = default;
SignatureCheck::SignatureCheck(SignatureCheck&&) noexcept = default;

bool SignatureCheck::accepts(std::string_view body, std::string_view header) const {
    constexpr std::string_view scheme = "sha256=";
    if (!header.starts_with(scheme)) return false;
    const auto claimed = core::to_lower_ascii(header.substr(scheme.size()));
    bool genuine = false;
    // Every key is tried, so that the time does not tell which of them matched.
    for (const auto& key : keys_) {
        const auto digest = core::to_hex(key->sign(body));
        genuine = core::equal_in_constant_time(digest, claimed) || genuine;
    }
    return genuine;
}

}  // namespace whatsapp
