#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

struct evp_mac_ctx_st;  // OpenSSL's EVP_MAC_CTX

namespace core {

using Digest = std::array<std::byte, 32>;

Digest sha256(std::string_view bytes);

// HMAC-SHA256 with a key that is set up once; each call works on a copy of that, so that any thread
// may sign, and none waits for another.
class HmacSha256 {
public:
    explicit HmacSha256(std::string_view key);
    Digest sign(std::string_view bytes) const;

private:
    struct Free {
        void operator()(evp_mac_ctx_st* context) const;
    };
    using Context = std::unique_ptr<evp_mac_ctx_st, Free>;
    Context keyed_;
};

// Takes the same time wherever they differ; false for different lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace core
