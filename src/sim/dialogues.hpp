#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/catalogue.hpp"

namespace sim {

// A small conversation, as seen from the customer: what they say first, and what they say after
// each answer. One step may be several messages, divided by '|'. A message that begins with '#' is
// of another kind: "#image caption", "#audio", "#location", "#document name.pdf", "#order",
// "#contacts", "#sticker". {order}, {hour} and {city} are filled in.
struct Dialogue {
    core::Language language;
    std::span<const std::string_view> steps;
};

std::span<const Dialogue> dialogues();

// What a customer says who has waited too long, who has nothing left to say, and whose answer is a
// reaction.
std::span<const std::string_view> nudges(core::Language language);
std::span<const std::string_view> thanks(core::Language language);
std::span<const std::string_view> reactions();
// Captions and file names for other kinds that come in between.
std::span<const std::string_view> captions(core::Language language);

// With the names in braces replaced; one order number gives one hour, for a whole dialogue.
struct Filling {
    std::string_view city;
    unsigned order = 0;
};
std::string filled_in(std::string_view text, const Filling& filling);

}  // namespace sim
