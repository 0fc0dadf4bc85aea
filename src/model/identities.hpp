#pragma once

#include <string>

namespace model {

// By what WhatsApp knows a person. Any may be empty, not all: since 2026 a webhook may carry no
// phone number (Cloud API, business-scoped user ids).
struct Identities {
    std::string user;         // business-scoped user id, "ES.8f3K": a person
    std::string parent_user;  // of the parent business, "ES.ENT.…"
    std::string phone;  // digits with country code: moves, since numbers are given to strangers

    bool empty() const { return user.empty() && parent_user.empty() && phone.empty(); }
    friend bool operator==(const Identities&, const Identities&) = default;
};

}  // namespace model
