#include "sim/customers.hpp"

#include <array>
#include <vector>

#include "core/text.hpp"
#include "sim/countries.hpp"

namespace sim {
namespace {

// Latin letters without their marks, for usernames ([a-z0-9._]).
std::string plain_letters(std::string_view text) {
    static constexpr std::array<std::array<std::string_view, 2>, 22> marks{{
        {"á", "a"}, {"à", "a"}, {"ã", "a"}, {"â", "a"}, {"é", "e"}, {"ê", "e"},
        {"í", "i"}, {"ó", "o"}, {"õ", "o"}, {"ô", "o"}, {"ú", "u"}, {"ü", "u"},
        {"ñ", "n"}, {"ç", "c"}, {"Á", "a"}, {"É", "e"}, {"Í", "i"}, {"Ó", "o"},
        {"Ú", "u"}, {"Ñ", "n"}, {"Â", "a"}, {" ", ""},
    }};
    std::string plain;
    while (!text.empty()) {
        bool replaced = false;
        for (const auto& [marked, letter] : marks) {
            if (!text.starts_with(marked)) continue;
            plain += letter;
            text.remove_prefix(marked.size());
            replaced = true;
            break;
        }
        if (replaced) continue;
        plain += text.front();
        text.remove_prefix(1);
    }
    return core::to_lower_ascii(plain);
}

core::Milliseconds between(core::Random& random, int from, int to) {
    return core::Milliseconds{from + static_cast<int>(random.below(to - from + 1))};
}

Habits invent_habits(core::Random& random) {
    Habits habits;
    habits.delivery = between(random, 150, 1'500);
    habits.reading = between(random, 1'000, 15'000);
    habits.answering = between(random, 3'000, 30'000);
    habits.receipts = random.below(8) != 0;
    return habits;
}

// The same person's number in its other spelling: WhatsApp and people disagree about one digit.
std::vector<std::string> spellings(const std::string& digits) {
    std::vector<std::string> all{digits};
    const auto with = [&](std::size_t at, std::string_view digit) {
        all.push_back(digits.substr(0, at) + std::string{digit} + digits.substr(at));
    };
    const auto without = [&](std::size_t at) {
        all.push_back(digits.substr(0, at) + digits.substr(at + 1));
    };
    if (digits.starts_with("521") && digits.size() == 13) without(2);
    if (digits.starts_with("52") && digits.size() == 12) with(2, "1");
    if (digits.starts_with("549") && digits.size() == 13) without(2);
    if (digits.starts_with("54") && digits.size() == 12) with(2, "9");
    if (digits.starts_with("55") && digits.size() == 13 && digits[4] == '9') without(4);
    if (digits.starts_with("55") && digits.size() == 12) with(4, "9");
    return all;
}

}  // namespace

std::string only_digits(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

void Customers::populate(std::size_t count, std::size_t numbers) {
    for (std::size_t i = 0; i < count && all_.size() < customers_max; ++i) keep(invent(numbers));
}

Customer Customers::invent(std::size_t numbers) {
    const Country* country = &pick_country(random_);
    Customer customer;
    customer.wa_id = invent_number(*country, random_);
    // A small range (555-01XX) may be used up: then they come from elsewhere.
    while (by_handle_.contains(customer.wa_id)) {
        country = &pick_country(random_);
        customer.wa_id = invent_number(*country, random_);
    }
    customer.country = country->code;
    customer.language = country->language;
    customer.city = pick(country->cities, random_);
    const auto first = pick(country->first_names, random_);
    const auto last = pick(country->last_names, random_);
    customer.name = profile_name(first, last);
    customer.user_id = ids_.user_id(country->code);
    const bool shows_no_number = random_.below(9) == 0;
    if (shows_no_number || random_.below(5) == 0) {
        customer.username = plain_letters(first) + "." + plain_letters(last);
        while (by_handle_.contains(customer.username))
            customer.username += std::to_string(random_.below(100));
    }
    if (shows_no_number) customer.wa_id.clear();
    customer.habits = invent_habits(random_);
    customer.number = random_.below(numbers);
    return customer;
}

// As people really call themselves: whole, first name alone, lower case, with an ornament.
std::string Customers::profile_name(std::string_view first, std::string_view last) {
    const std::string whole = std::string{first} + " " + std::string{last};
    switch (random_.below(10)) {
        case 0: return std::string{first};
        case 1: return core::to_lower_ascii(whole);
        case 2: return std::string{first} + " ✨";
        case 3: return whole + " 🌻";
        default: return whole;
    }
}

Customer* Customers::add(Known known) {
    if (all_.size() >= customers_max) return nullptr;
    Customer customer;
    customer.wa_id = only_digits(known.wa_id);
    const Country* country = &country_of(customer.wa_id);
    if (customer.wa_id.empty() && !known.user_id.empty())
        for (const auto& candidate : countries())
            if (known.user_id.starts_with(candidate.code)) country = &candidate;
    while (customer.wa_id.empty() && known.user_id.empty()) {
        auto number = invent_number(*country, random_);
        if (!by_handle_.contains(number)) customer.wa_id = std::move(number);
    }
    customer.country = country->code;
    customer.language = country->language;
    customer.city = pick(country->cities, random_);
    customer.user_id = known.user_id.empty() ? ids_.user_id(country->code) : known.user_id;
    customer.username = known.username;
    customer.name = known.name.empty() ? std::string{pick(country->first_names, random_)}
                                       : std::move(known.name);
    customer.habits = invent_habits(random_);
    return keep(std::move(customer));
}

Customer* Customers::keep(Customer customer) {
    for (const auto& handle : {customer.wa_id, customer.user_id, customer.username})
        if (!handle.empty() && by_handle_.contains(handle)) return nullptr;
    customer.index = all_.size();
    for (const auto& handle : {customer.wa_id, customer.user_id, customer.username})
        if (!handle.empty()) by_handle_.emplace(handle, customer.index);
    return &all_.emplace_back(std::move(customer));
}

Customer* Customers::find(std::string_view handle) {
    const auto found = by_handle_.find(std::string{handle});
    return found == by_handle_.end() ? nullptr : &all_[found->second];
}

Customer* Customers::find_by_phone(std::string_view phone) {
    for (const auto& spelling : spellings(only_digits(phone)))
        if (auto* customer = find(spelling)) return customer;
    return nullptr;
}

}  // namespace sim
