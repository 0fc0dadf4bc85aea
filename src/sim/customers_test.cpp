#include "sim/customers.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <regex>
#include <set>

#include "core/testing.hpp"
#include "sim/countries.hpp"

namespace {

struct CustomersFixture {
    explicit CustomersFixture(std::uint64_t seed = 1) : random(seed) {}
    core::FakeClock clock;
    core::SeededRandom random;
    sim::IdSource ids{random, clock};
    sim::Customers customers{random, ids};
};

}  // namespace

TEST_CASE("the same seed gives the same people, another seed others") {
    CustomersFixture a(5), b(5), c(6);
    for (auto* world : {&a, &b, &c}) world->customers.populate(50, 1);
    const auto same = [](const sim::Customer& x, const sim::Customer& y) {
        return x.name == y.name && x.wa_id == y.wa_id && x.user_id == y.user_id &&
               x.habits.reading == y.habits.reading;
    };
    CHECK(std::ranges::equal(a.customers.all(), b.customers.all(), same));
    CHECK_FALSE(std::ranges::equal(a.customers.all(), c.customers.all(), same));
}

TEST_CASE_FIXTURE(CustomersFixture,
                  "customers come from all countries, with numbers nobody can be given") {
    customers.populate(2'000, 1);
    // National numbers that no plan assigns; the sources stand in countries.cpp.
    const std::regex unassignable(
        "5210[0-9]{9}|55209[0-9]{8}|344[0-9]{8}|5494[0-9]{9}|5690[0-9]{7}|572[0-9]{9}|3514[0-9]{8}|"
        "1[0-9]{3}55501[0-9]{2}");
    std::set<std::string> countries;
    for (const auto& customer : customers.all()) {
        countries.insert(customer.country);
        if (customer.wa_id.empty()) continue;
        CAPTURE(customer.wa_id);
        CHECK(std::regex_match(customer.wa_id, unassignable));
    }
    CHECK(countries == std::set<std::string>{"AR", "BR", "CL", "CO", "ES", "MX", "PT", "US"});
}

TEST_CASE_FIXTURE(CustomersFixture,
                  "some show no number, and have a user id and a username instead") {
    customers.populate(500, 1);
    const auto hidden = std::ranges::count_if(
        customers.all(), [](const sim::Customer& customer) { return customer.wa_id.empty(); });
    CHECK(hidden > 20);
    CHECK(hidden < 120);
    const std::regex plain("[a-z0-9._]{3,35}");
    for (const auto& customer : customers.all()) {
        CHECK_FALSE(customer.user_id.empty());
        if (!customer.wa_id.empty()) continue;
        CAPTURE(customer.username);
        CHECK(std::regex_match(customer.username, plain));
        CHECK(customers.find(customer.user_id) == &customer);
    }
}

TEST_CASE_FIXTURE(CustomersFixture, "`to` finds a number in any dress and in its other spelling") {
    auto* mexican = customers.add({.wa_id = "5210551234567"});
    auto* brazilian = customers.add({.wa_id = "5520912345678"});
    auto* argentinian = customers.add({.wa_id = "5494112345678"});
    CHECK(customers.find_by_phone("+52 1 055 123 4567") == mexican);
    CHECK(customers.find_by_phone("520551234567") == mexican);
    CHECK(customers.find_by_phone("55 20 1234-5678") == brazilian);
    CHECK(customers.find_by_phone("54 411 234 5678") == argentinian);
    CHECK(customers.find_by_phone("34412345678") == nullptr);

    auto* short_mexican = customers.add({.wa_id = "520551111111"});
    auto* short_brazilian = customers.add({.wa_id = "552011111111"});
    auto* short_argentinian = customers.add({.wa_id = "544111111111"});
    CHECK(customers.find_by_phone("5210551111111") == short_mexican);
    CHECK(customers.find_by_phone("5520911111111") == short_brazilian);
    CHECK(customers.find_by_phone("5494111111111") == short_argentinian);
}

TEST_CASE_FIXTURE(CustomersFixture, "nobody gets a number that another has") {
    CHECK(customers.add({.wa_id = "34412345678"}) != nullptr);
    CHECK(customers.add({.wa_id = "34412345678"}) == nullptr);
    CHECK(customers.all().size() == 1);
}

TEST_CASE_FIXTURE(CustomersFixture,
                  "a small range that is used up does not stop the people coming") {
    customers.populate(30'000, 1);  // more Americans than 555-01XX has numbers
    CHECK(customers.all().size() == 30'000);
}
