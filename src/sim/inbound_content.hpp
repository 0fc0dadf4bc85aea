#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/random.hpp"
#include "sim/customers.hpp"
#include "sim/ids.hpp"
#include "sim/phones.hpp"

namespace sim {

// What a message of another kind than text is about.
struct ContentWish {
    std::string_view type;  // Meta's type: "image", "order", "interactive" …
    std::string text;       // caption, file name, emoji: what the kind has of words; may be empty
    std::string target;     // wamid that a reaction, an answer, an edit or a revoke is about
};

// Invents a plausible object of the kind (Cloud API, webhooks; the contract's section 3.3). Absent
// for a type that customers do not send, and where the kind needs a target and there is none.
// Media ids are invented too: there is nothing to download behind them yet.
std::optional<Writing> invent_writing(const ContentWish& wish, const Customer& customer,
                                      IdSource& ids, core::Random& random);

}  // namespace sim
