#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace core {

// A text that no log may show: there is no LogField of it, and no conversion to a plain text. Who
// needs it says so by name.
template <class Tag>
class Private {
public:
    Private() = default;
    explicit Private(std::string text) : text_(std::move(text)) {}
    const std::string& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const Private&, const Private&) = default;

private:
    std::string text_;
};

// A password, a token, a key.
using Secret = Private<struct SecretTag>;

// Eight figures by which two lines about the same secret, or person, are seen to be so. Not to be
// turned back for what has many values; a phone number can be tried out, so keep it out of logs
// that leave the house.
std::string fingerprint(std::string_view text);

}  // namespace core
