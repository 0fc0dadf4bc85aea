#include "sim/ids.hpp"

#include <doctest/doctest.h>
#include <set>

#include "core/testing.hpp"
#include "core/text.hpp"

namespace {

struct IdFixture {
    core::FakeClock clock;
    core::SeededRandom random{7};
    sim::IdSource ids{random, clock};
};

}  // namespace

TEST_CASE_FIXTURE(IdFixture, "a wamid is base64 of the user, the direction and 18 hex digits") {
    const auto wamid = ids.wamid("34412345678", sim::Side::business);
    REQUIRE(wamid.starts_with("wamid.HBgL"));  // 1c 18 0b: eleven digits follow
    auto encoded = wamid.substr(6);
    while (encoded.ends_with('=')) encoded.pop_back();
    for (char& c : encoded) c = c == '+' ? '-' : c == '/' ? '_' : c;
    const auto bytes = core::from_base64url(encoded);
    REQUIRE(bytes);
    const std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    CHECK(text.find("34412345678") == 3);
    CHECK(text.size() == 3 + 11 + 6 + 18 + 1);
    CHECK(text[3 + 11 + 3] == '\x11');
    CHECK(ids.wamid("34412345678", sim::Side::customer)[6 + 3] == 'L');
}

TEST_CASE_FIXTURE(IdFixture, "no two wamids of one instant are the same") {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(ids.wamid("1", sim::Side::customer));
    CHECK(seen.size() == 10'000);
}

TEST_CASE_FIXTURE(IdFixture, "a later run with the same seed makes other wamids") {
    const auto first = ids.wamid("1", sim::Side::customer);
    clock.advance(core::Milliseconds{1});
    core::SeededRandom again{7};
    sim::IdSource second(again, clock);
    CHECK(second.wamid("1", sim::Side::customer) != first);
}
