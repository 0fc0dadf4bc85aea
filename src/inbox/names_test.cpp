#include "inbox/names.hpp"

#include <doctest/doctest.h>

TEST_CASE("names sort without accents and without case") {
    CHECK(inbox::sort_key("Álvaro Núñez") == "alvaro nunez");
    CHECK(inbox::sort_key("  ÇİĞDEM  ") == "cigdem");
    CHECK(inbox::sort_key("João") == "joao");
    CHECK(inbox::sort_key("") == "");
}

TEST_CASE("what has no letter of ours stays as it is") {
    CHECK(inbox::sort_key("Œuvre") == "Œuvre");
    CHECK(inbox::sort_key("Мария") == "Мария");
    CHECK(inbox::sort_key("王伟 🎉") == "王伟 🎉");
    CHECK(inbox::sort_key("\xC3") == "\xC3");
}
