#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/digest.hpp"

namespace whatsapp {

// Decides whether bytes come from Meta: X-Hub-Signature-256, an HMAC-SHA256 of the raw body under
// the app secret. During a rotation two secrets are good. Any thread may ask.
class SignatureCheck {
public:
    // Empty secrets are left out; without any, nothing is accepted.
    explicit SignatureCheck(const std::vector<std::string>& secrets);

    bool has_secret() const { return !keys_.empty(); }
    // `header` is the header's value: "sha256=" and 64 hexadecimal digits.
    bool accepts(std::string_view body, std::string_view header) const;

private:
    std::vector<core::HmacSha256> keys_;
};

}  // namespace whatsapp
