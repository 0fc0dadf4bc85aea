#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/catalogue.hpp"
#include "core/random.hpp"

namespace sim {

// Where customers come from: what they are called, and numbers that nobody can ever be given.
struct Country {
    std::string_view code;  // ISO 3166-1
    core::Language language;
    unsigned weight;  // of 100 customers, so many
    // What a wa_id begins with, up to where the digits become free; '#' is any digit.
    std::span<const std::string_view> number_patterns;
    std::span<const std::string_view> first_names;
    std::span<const std::string_view> last_names;
    std::span<const std::string_view> cities;
};

std::span<const Country> countries();
const Country& pick_country(core::Random& random);
// The country whose calling code the digits begin with; absent: the first one.
const Country& country_of(std::string_view wa_id);
// A wa_id from a range that cannot be assigned (the sources stand in countries.cpp).
std::string invent_number(const Country& country, core::Random& random);

template <class Items>
const auto& pick(const Items& items, core::Random& random) {
    return items[random.below(items.size())];
}

}  // namespace sim
