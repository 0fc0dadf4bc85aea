#include "whatsapp/secret_box.hpp"

#include <memory>
#include <openssl/evp.h>
#include <span>
#include <vector>

#include "core/check.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"

namespace whatsapp {
namespace {

// NIST SP 800-38D: a nonce of 96 bits, a tag of 128.
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* octets(const std::byte* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}
unsigned char* octets(std::byte* bytes) {
    return reinterpret_cast<unsigned char*>(bytes);
}

// The row's name goes in as additional data: authenticated, not stored.
bool begin(EVP_CIPHER_CTX* context, bool encrypts, const std::byte* key, const std::byte* nonce,
           std::string_view row) {
    int length = 0;
    return EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nullptr, octets(key), octets(nonce),
                             encrypts ? 1 : 0) == 1 &&
           EVP_CipherUpdate(context, nullptr, &length, octets(core::as_bytes(row).data()),
                            static_cast<int>(row.size())) == 1;
}

}  // namespace

SecretBox::SecretBox(std::string_view master, core::Random& random)
    : key_(core::sha256(master)), random_(random) {}

std::string SecretBox::seal(std::string_view secret, std::string_view row) const {
    std::vector<std::byte> sealed(nonce_bytes + secret.size() + tag_bytes);
    random_.fill(std::span(sealed).first(nonce_bytes));
    const Context context(EVP_CIPHER_CTX_new());
    auto* out = octets(sealed.data() + nonce_bytes);
    int length = 0;
    const bool done =
        begin(context.get(), true, key_.data(), sealed.data(), row) &&
        EVP_CipherUpdate(context.get(), out, &length, octets(core::as_bytes(secret).data()),
                         static_cast<int>(secret.size())) == 1 &&
        EVP_CipherFinal_ex(context.get(), out + length, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, out + secret.size()) ==
            1;
    core::check(done, "AES-GCM fails only without memory");
    return core::to_base64url(sealed);
}

std::optional<std::string> SecretBox::open(std::string_view sealed, std::string_view row) const {
    auto bytes = core::from_base64url(sealed);
    if (!bytes || bytes->size() < nonce_bytes + tag_bytes) return std::nullopt;
    const auto secret_bytes = bytes->size() - nonce_bytes - tag_bytes;
    auto* in = bytes->data() + nonce_bytes;
    std::string secret(secret_bytes, '\0');
    auto* out = reinterpret_cast<unsigned char*>(secret.data());
    const Context context(EVP_CIPHER_CTX_new());
    int length = 0;
    const bool genuine = begin(context.get(), false, key_.data(), bytes->data(), row) &&
                         EVP_CipherUpdate(context.get(), out, &length, octets(in),
                                          static_cast<int>(secret_bytes)) == 1 &&
                         EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes,
                                             octets(in + secret_bytes)) == 1 &&
                         EVP_CipherFinal_ex(context.get(), out + length, &length) == 1;
    if (!genuine) return std::nullopt;
    return secret;
}

}  // namespace whatsapp
