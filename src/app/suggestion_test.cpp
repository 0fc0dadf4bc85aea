#include "app/suggestion.hpp"

#include <doctest/doctest.h>

TEST_CASE("the nearest name is suggested, and none where all are far") {
    const std::vector<std::string> names{"serve", "demo", "sim", "version"};
    CHECK(app::nearest("serv", names) == "serve");
    CHECK(app::nearest("vresion", names) == "version");
    CHECK(app::nearest("dmo", names) == "demo");
    CHECK_FALSE(app::nearest("backup", names).has_value());
    CHECK_FALSE(app::nearest("", names).has_value());
}
