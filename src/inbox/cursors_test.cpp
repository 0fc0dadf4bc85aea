#include "inbox/cursors.hpp"

#include <doctest/doctest.h>

using inbox::PageQuery;
using inbox::Place;

TEST_CASE("a cursor leads back to its place") {
    const Place place{"josé: a name", "0193-id"};
    CHECK(inbox::parse_cursor(inbox::to_cursor(place)) == place);
    CHECK(inbox::parse_cursor(inbox::to_cursor({"", ""})) == Place{"", ""});
}

TEST_CASE("what is no cursor of ours is refused") {
    for (const std::string text : {"", "no colon", "%%%", "AA", "gIA6"}) {
        CAPTURE(text);
        CHECK(inbox::parse_page({.before = text}).error().code == "inbox.cursor");
    }
    const auto good = inbox::to_cursor({"1", "a"});
    CHECK(inbox::parse_page({.before = good, .after = good}).error().code == "inbox.cursor");
    CHECK(inbox::parse_page({.after = good}).value().towards == inbox::Towards::after);
}

TEST_CASE("a page has 1 to 100 items, 50 unless told") {
    CHECK(inbox::parse_page({}).value().limit == 50);
    CHECK(inbox::parse_page({.limit = "100"}).value().limit == 100);
    for (const std::string text : {"0", "101", "-1", "", "x", "1.5"}) {
        CAPTURE(text);
        CHECK(inbox::parse_page({.limit = text}).error().code == "inbox.limit");
    }
}
