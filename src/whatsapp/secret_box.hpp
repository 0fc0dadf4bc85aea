#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/random.hpp"

namespace whatsapp {

// Seals secrets that rest in the database: AES-256-GCM under the data folder's master key. What is
// sealed for one row does not open for another. Any thread may use it.
class SecretBox {
public:
    // `master` is the text of the master key, of any length.
    SecretBox(std::string_view master, core::Random& random);

    // Base64url of nonce, ciphertext and tag. `row` is bound in and not stored.
    std::string seal(std::string_view secret, std::string_view row) const;
    // Absent where the text was sealed under another key, for another row, or was changed.
    std::optional<std::string> open(std::string_view sealed, std::string_view row) const;

private:
    std::array<std::byte, 32> key_;
    core::Random& random_;
};

}  // namespace whatsapp
