#include "whatsapp/signature.hpp"

#include "core/text.hpp"

namespace whatsapp {

SignatureCheck::SignatureCheck(const std::vector<std::string>& secrets) {
    for (const auto& secret : secrets)
        if (!secret.empty()) keys_.emplace_back(secret);
}

bool SignatureCheck::accepts(std::string_view body, std::string_view header) const {
    constexpr std::string_view scheme = "sha256=";
    if (!header.starts_with(scheme)) return false;
    const auto claimed = core::to_lower_ascii(header.substr(scheme.size()));
    bool genuine = false;
    // Every key is tried, so that the time does not tell which of them matched.
    for (const auto& key : keys_) {
        const auto digest = core::to_hex(key.sign(body));
        genuine = core::equal_in_constant_time(digest, claimed) || genuine;
    }
    return genuine;
}

}  // namespace whatsapp
