#include "core/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "core/check.hpp"

namespace core {
namespace {

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* octets(Digest& digest) {
    return reinterpret_cast<unsigned char*>(digest.data());
}

}  // namespace

Digest sha256(std::string_view bytes) {
    Digest digest{};
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), octets(digest), nullptr, EVP_sha256(), nullptr);
    check(done == 1, "SHA-256 fails only without memory");
    return digest;
}

void HmacSha256::Free::operator()(evp_mac_ctx_st* context) const {
    EVP_MAC_CTX_free(context);
}

HmacSha256::HmacSha256(std::string_view key) {
    auto* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    keyed_.reset(EVP_MAC_CTX_new(mac));  // holds `mac` itself
    EVP_MAC_free(mac);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    // OpenSSL takes a null key for "the one before": an empty one must still point somewhere.
    static constexpr unsigned char nothing[1] = {};
    const auto* octet_key = key.empty() ? nothing : octets(key);
    check(EVP_MAC_init(keyed_.get(), octet_key, key.size(), parameters) == 1, "HMAC takes any key");
}

Digest HmacSha256::sign(std::string_view bytes) const {
    // A copy costs less than setting the key up, and needs no lock.
    const Context context(EVP_MAC_CTX_dup(keyed_.get()));
    Digest digest{};
    std::size_t length = 0;
    const bool done = EVP_MAC_update(context.get(), octets(bytes), bytes.size()) == 1 &&
                      EVP_MAC_final(context.get(), octets(digest), &length, digest.size()) == 1;
    check(done && length == digest.size(), "HMAC fails only without memory");
    return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace core
