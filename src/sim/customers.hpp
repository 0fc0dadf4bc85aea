#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/catalogue.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "sim/ids.hpp"

namespace sim {

// What a customer's phone and temper do with a message.
struct Habits {
    core::Milliseconds delivery{400};     // accepted → delivered
    core::Milliseconds reading{3'000};    // delivered → read
    core::Milliseconds answering{8'000};  // read → the answer
    bool receipts = true;                 // read receipts are on: `read` statuses come
};

// A person with a phone. Some show no number: then wa_id is empty and user_id is all there is
// (business-scoped user ids, 2026).
struct Customer {
    std::size_t index = 0;
    std::string wa_id;     // digits; "" when the number is not shown to businesses
    std::string user_id;   // "MX.8f3K…"
    std::string username;  // "" for none
    std::string name;      // the profile's
    std::string country;   // ISO 3166-1
    std::string city;
    core::Language language = core::Language::es;
    Habits habits;
    std::size_t number = 0;  // which of the business's numbers they write to

    // How the API and the page name them: the number, or where that is not shown the user id.
    const std::string& handle() const { return wa_id.empty() ? user_id : wa_id; }
};

// Everybody who has WhatsApp in this world. Customers are never removed; references stay good.
class Customers {
public:
    // More than this is refused (add returns nothing).
    static constexpr std::size_t customers_max = 200'000;

    Customers(core::Random& random, IdSource& ids) : random_(random), ids_(ids) {}

    // Invents this many, from all countries; every ninth shows no number, every fifth of the others
    // has a username too. `numbers` is how many numbers the business has.
    void populate(std::size_t count, std::size_t numbers);

    struct Known {
        std::string wa_id;
        std::string user_id;
        std::string username;
        std::string name;
    };
    // Somebody whom the caller names; what is empty is invented (a number only when there is no
    // user id). Absent when there are too many, or the wa_id or user id is taken.
    Customer* add(Known known);

    // By wa_id, user id or username, exactly.
    Customer* find(std::string_view handle);
    // As Graph resolves `to`: digits in any dress, with or without the extra digit of Mexico (52
    // 1), Argentina (54 9) and Brazil (the 9 after the area code).
    Customer* find_by_phone(std::string_view phone);

    std::deque<Customer>& all() { return all_; }
    const std::deque<Customer>& all() const { return all_; }

private:
    Customer* keep(Customer customer);
    Customer invent(std::size_t numbers);
    std::string profile_name(std::string_view first, std::string_view last);

    core::Random& random_;
    IdSource& ids_;
    std::deque<Customer> all_;
    std::unordered_map<std::string, std::size_t> by_handle_;
};

std::string only_digits(std::string_view text);

}  // namespace sim
